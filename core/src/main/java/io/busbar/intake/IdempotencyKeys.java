package io.busbar.intake;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was published under which key. A key lives as long as the entry that it brought into the log; one that brought none,
 * as long as the entry after it, unless there are too many of those. Confined to the hub's context.
 */
final class IdempotencyKeys {

    private final long mostUnrecorded;

    /** Those without an outcome yet. */
    private final Map<String, Publication> pending = new HashMap<>();

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
     * @param head the number of the log's newest entry
     */
    Future<@Nullable String> once(IdempotencyKey key, LongSupplier head, Supplier<Future<@Nullable String>> publish) {
        String scope = key.scope();
        Publication earlier = pending.getOrDefault(scope, recorded.getOrDefault(scope, unrecorded.get(scope)));
        if (earlier != null) {
            return earlier.content().equals(key.content())
                    ? earlier.outcome()
                    : Future.failedFuture(new IdempotencyConflictException());
        }
        Promise<@Nullable String> outcome = Promise.promise();
        pending.put(scope, new Publication(key.content(), 0, outcome.future()));
        Future<@Nullable String> published;
        try {
            published = publish.get();
        } catch (RuntimeException e) {
            published = Future.failedFuture(e);
        }
        published.onComplete(result -> {
            pending.remove(scope);
            // What failed may be tried again.
            if (result.succeeded()) {
                boolean isRecorded = result.result() != null;
                long seq = isRecorded ? head.getAsLong() : head.getAsLong() + 1;
                Map<String, Publication> publications = isRecorded ? recorded : unrecorded;
                publications.put(scope, new Publication(key.content(), seq, outcome.future()));
                if (!isRecorded && unrecorded.size() > mostUnrecorded) {
                    forgetFirst(unrecorded);
                }
            }
            outcome.handle(result);
        });
        return outcome.future();
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
