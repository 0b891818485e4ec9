package io.busbar.intake;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was published under which key. A key lives as long as the entry that it brought into the log; one that brought none,
 * as long as the entry after it, unless there are too many of those. Confined to the hub's context.
 */
final class IdempotencyKeys {

    private final long mostUnrecorded;
    private final Map<String, Publication> recorded = new LinkedHashMap<>();
    private final Map<String, Publication> unrecorded = new LinkedHashMap<>();

    /**
     * Creates an empty table.
     *
     * @param mostUnrecorded the most keys without an entry, beyond which the oldest goes
     */
    IdempotencyKeys(long mostUnrecorded) {
        this.mostUnrecorded = mostUnrecorded;
    }

    private record Publication(String content, long seq, Future<@Nullable String> outcome) {}

    /**
     * Publishes, unless that was done under this key before; then the outcome is that one's.
     *
     * @param nextSeq the number that the next entry will have
     */
    Future<@Nullable String> once(IdempotencyKey key, long nextSeq, Supplier<Future<@Nullable String>> publish) {
        Publication earlier = recorded.getOrDefault(key.scope(), unrecorded.get(key.scope()));
        if (earlier != null) {
            return earlier.content().equals(key.content())
                    ? earlier.outcome()
                    : Future.failedFuture(new IdempotencyConflictException());
        }
        Future<@Nullable String> outcome = publish.get();
        Publication publication = new Publication(key.content(), nextSeq, outcome);
        recorded.put(key.scope(), publication);
        outcome.onComplete(result -> {
            if (result.result() != null || !recorded.remove(key.scope(), publication)) {
                return;
            }
            // What failed may be tried again.
            if (result.succeeded()) {
                unrecorded.put(key.scope(), publication);
                if (unrecorded.size() > mostUnrecorded) {
                    forgetFirst(unrecorded);
                }
            }
        });
        return outcome;
    }

    /** Forgets the keys of entries up to {@code seq}. */
    void forgetTo(long seq) {
        forgetTo(seq, recorded);
        forgetTo(seq, unrecorded);
    }

    private static void forgetTo(long seq, Map<String, Publication> publications) {
        while (!publications.isEmpty()
                && publications.values().iterator().next().seq() <= seq) {
            forgetFirst(publications);
        }
    }

    private static void forgetFirst(Map<String, Publication> publications) {
        Iterator<Publication> first = publications.values().iterator();
        first.next();
        first.remove();
    }
}
