package io.busbar.testing;

/**
 * An event as a conforming reader dispatches it.
 *
 * @param type the event's name; {@code message} if the stream gave none
 * @param data the data, its lines joined by LF
 * @param lastEventId the last event id in force; empty if there is none
 */
public record ReadEvent(String type, String data, String lastEventId) {}
