package io.busbar.history;

import io.busbar.plugin.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Under what a message was published, so that the same can be told when it comes again. Digests (SHA-256), so that a key
 * takes the same space whatever the client sends.
 *
 * @param scope of the user, the address and the client's key
 * @param content of what was published
 */
public record IdempotencyKey(String scope, String content) {

    /**
     * Returns the key of a message.
     *
     * @param user who publishes; empty if that is not known
     * @param key what the client sent
     * @param event what is published
     * @param data the event's body as text
     */
    public static IdempotencyKey of(String user, String key, Event event, String data) {
        return new IdempotencyKey(
                digest(user, event.address(), key), digest(data, event.headers().toString(), kindOf(event.body())));
    }

    /** The text and the number 1 look the same to subscribers, but not on the bus. */
    private static String kindOf(@Nullable Object body) {
        return body == null ? "" : body.getClass().getName();
    }

    private static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that no two lists of parts are the same bytes.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return Base64.getEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
