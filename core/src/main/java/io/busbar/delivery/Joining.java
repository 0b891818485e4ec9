package io.busbar.delivery;

import io.busbar.history.EventId;
import io.busbar.history.From;
import io.busbar.history.Lineage;
import io.busbar.history.ResumeStatus;
import io.busbar.window.Entry;
import io.busbar.window.EntryFilter;
import io.busbar.window.Window;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Finds out where in the log a stream begins. Confined to one event loop. */
final class Joining {

    /** So many entries are looked at in one go. */
    private static final int LOOKS = 4096;

    private final EventLoop eventLoop;
    private final Upstream upstream;
    private final Window window;
    private final boolean conflate;

    Joining(EventLoop eventLoop, Upstream upstream, Window window, boolean conflate) {
        this.eventLoop = eventLoop;
        this.upstream = upstream;
        this.window = window;
        this.conflate = conflate;
    }

    /**
     * Finds the place.
     *
     * @param filter what the reader gets
     * @param recordedSince since when all of that is recorded
     * @param resume where the reader was before; null if it is new
     * @param from where a new one wants to begin
     * @return completes on the event loop
     */
    Future<Start> find(EntryFilter filter, long recordedSince, @Nullable EventId resume, From from) {
        if (resume == null) {
            return fresh(filter, null, from);
        }
        Lineage lineage = upstream.lineage();
        if (!lineage.isOfThisLog(resume.epoch())) {
            return fresh(filter, ResumeStatus.RESET, from);
        }
        if (resume.seq() <= Math.min(window.head(), lineage.endOf(resume.epoch()))) {
            return Future.succeededFuture(resumed(resume.seq(), recordedSince));
        }
        // It may have come into the log, or begun, where this node has not heard of it yet.
        return on(eventLoop, upstream.logEnd(resume.epoch()))
                .compose(end -> resume.seq() <= end
                        ? Future.succeededFuture(resumed(resume.seq(), recordedSince))
                        : fresh(filter, ResumeStatus.RESET, from));
    }

    private Start resumed(long seq, long recordedSince) {
        long trimmed = Math.max(0, window.oldest() - 1 - seq);
        long position = seq + trimmed;
        if (seq < recordedSince) {
            return new Start(position, ResumeStatus.PARTIAL, -1, false);
        }
        return trimmed > 0
                ? new Start(position, ResumeStatus.PARTIAL, trimmed, false)
                : new Start(position, ResumeStatus.EXACT, -1, false);
    }

    private Future<Start> fresh(EntryFilter filter, @Nullable ResumeStatus status, From from) {
        long head = window.head();
        return switch (from.kind()) {
            case NOW -> Future.succeededFuture(new Start(head, status, -1, false));
            // The newest may not be among the last values yet.
            case LAST -> Future.succeededFuture(new Start(upstream.announced(), status, -1, true));
            case EARLIEST -> Future.succeededFuture(new Start(window.oldest() - 1, status, -1, false));
            case TIME ->
                Future.succeededFuture(
                        new Start(window.lastBefore(from.amount(), System.nanoTime()), status, -1, false));
            case NUMBER -> {
                Promise<Start> promise = Promise.promise();
                seek(filter, head, from.amount(), seq -> promise.complete(new Start(seq, status, -1, false)));
                yield promise.future();
            }
        };
    }

    /** Goes back from {@code seq} until there are {@code left} that the reader gets behind it. */
    private void seek(EntryFilter filter, long seq, long left, LongConsumer found) {
        long position = seq;
        long wanted = left;
        for (int i = 0; i < LOOKS; i++) {
            Entry entry = wanted > 0 ? window.get(position) : null;
            if (entry == null) {
                found.accept(position);
                return;
            }
            if (!entry.isGap() && filter.wants(entry) && !(conflate && filter.isSuperseded(entry))) {
                wanted--;
            }
            position--;
        }
        long next = position;
        long rest = wanted;
        eventLoop.execute(() -> seek(filter, next, rest, found));
    }

    private static <T> Future<T> on(EventLoop eventLoop, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> eventLoop.execute(() -> promise.handle(result)));
        return promise.future();
    }
}
