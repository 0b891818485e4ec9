package io.busbar.history;

/**
 * What a log that nodes share needs to know of the options.
 *
 * @param bridge the bridge's name, alike on all nodes
 * @param events how many events are retained
 * @param bytes how many bytes of them
 * @param ageMillis for how long
 * @param backups on how many other nodes there is a copy of each
 * @param timeoutMillis how long a publish, or a stream on an address that nobody records yet, waits for a recorder
 */
public record SharedLogSettings(
        String bridge, int events, long bytes, long ageMillis, int backups, long timeoutMillis) {}
