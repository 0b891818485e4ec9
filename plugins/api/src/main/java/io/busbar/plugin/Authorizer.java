package io.busbar.plugin;

import io.vertx.core.Future;

/**
 * Decides who may subscribe to what, beyond the bridge's permissions, which come first.
 *
 * <p>Called once per requested address or pattern, before a stream opens, on the event loop of the connection, so by
 * several threads at the same time; never per event. After a call that kept the event loop for a second it is not called
 * for a while, as if it had failed.
 */
@FunctionalInterface
public interface Authorizer {

    /**
     * Returns whether {@code subscriber} may subscribe to {@code address}; must return at once. All authorizers of a
     * bridge have to agree.
     *
     * @param address an address, or a pattern as the client wrote it
     * @return completes on any thread; false refuses the stream with 403. If it fails, or does not complete within the
     *     plugin's {@code timeout}, or if this throws, that is a failure: the stream is refused with 503, or, if the
     *     plugin is configured as fail-open, not
     */
    Future<Boolean> authorize(Subscriber subscriber, String address) throws Exception;
}
