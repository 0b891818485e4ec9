package io.busbar.intake;

/**
 * An idempotency key as it was given.
 *
 * @param publisher whose key it is
 * @param text the key
 */
public record PublishKey(String publisher, String text) {}
