package io.busbar.cluster.history;

import io.busbar.draft.Draft;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogClosedException;
import io.busbar.history.NoRecorderException;
import io.busbar.history.SharedLogSettings;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The log that the nodes of a cluster share. Each follows it ({@link Following}); one of them, the recorder, writes it
 * ({@link Writer}), until it leaves; then another takes its place ({@link Succession}). Whoever wants something recorded asks
 * the recorder ({@link RecorderCalls}). Confined to the hub's context.
 */
final class ClusterLog implements Log {

    /** How often the recorder says that it is there, and how far the log has come. */
    private static final long BEACON_MILLIS = 1_000;

    /** So long a cluster that does not answer is waited for before this node leaves without a word. */
    private static final long RESIGN_MILLIS = 4_000;

    private static final Buffer NOTHING = Buffer.buffer();

    private final ContextInternal context;
    private final HazelcastClusterManager cluster;
    private final SharedLogSettings settings;
    private final LogStore store;
    private final LogReader reader;
    private final Promise<Void> opened = Promise.promise();
    private volatile @Nullable Parts parts;
    private @Nullable Long beats;
    private boolean closed;

    /** What there is from the opening on. */
    private final class Parts implements Succession.Listener {
        private final Link link;
        private final Membership membership;
        private final Succession succession;
        private final RecorderCalls calls;
        private final Wants wants;

        Parts(Node node) {
            String self = cluster.getNodeId();
            link = new Link(context.owner(), settings.bridge(), self, this::heard, this::answer);
            membership = new Membership(context, cluster);
            succession = new Succession(context, settings, self, store, node, membership, link, this);
            calls = new RecorderCalls(self, settings, succession, link, node);
            wants = new Wants(calls::hold, calls::release);
        }

        private void heard(Link.Announcement announcement) {
            if (succession.hears(announcement.role())) {
                succession.following().take(announcement);
            }
        }

        private Future<JsonObject> answer(String operation, String from, Buffer body) {
            return closed || !membership.contains(from)
                    ? Future.failedFuture(new NoRecorderException())
                    : calls.answer(operation, from, body);
        }

        @Override
        public void found() {
            opened.tryComplete();
            calls.wake();
            wants.askAgain();
        }

        @Override
        public void lost() {
            calls.interrupt();
        }

        @Override
        public void detached() {
            calls.failAll();
        }

        void beat() {
            calls.expire();
            // Whoever was asked may have been busy with its own beginning, or the question was lost.
            calls.wake();
            wants.askForLost();
            Tenure here = succession.tenure();
            Follower followed = succession.following().now();
            if (here == null || followed == null) {
                succession.lookAgainIfSilent();
                return;
            }
            link.announce(new Link.Announcement(here.writer().role(), followed.nextNumber() - 1, NOTHING));
            here.writer().keepAlive(TimeUnit.MILLISECONDS.toNanos(settings.ageMillis() / 3));
        }
    }

    /** Creates a log that is not open. */
    ClusterLog(ContextInternal context, HazelcastClusterManager cluster, SharedLogSettings settings) {
        this.context = context;
        this.cluster = cluster;
        this.settings = settings;
        this.store = new LogStore(cluster.getHazelcastInstance(), context, settings);
        this.reader = new LogReader(store);
    }

    @Override
    public Future<Void> open(Node node) {
        Parts made = new Parts(node);
        parts = made;
        made.link.connect().onFailure(opened::tryFail).onSuccess(connected -> {
            if (!closed) {
                made.membership.listen(made.succession);
                beats = context.setPeriodic(BEACON_MILLIS, id -> made.beat());
                made.succession.settle();
            }
        });
        return opened.future();
    }

    private Parts parts() {
        Parts made = parts;
        if (made == null) {
            throw new IllegalStateException("the log is not open");
        }
        return made;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public @Nullable String recorder() {
        Parts made = parts;
        return made == null ? null : made.succession.recorder();
    }

    // ---- what is asked for ----

    @Override
    public Future<Long> sourcesRecordedSince() {
        return opened.future().map(0L);
    }

    @Override
    public Hold hold(String address) {
        Parts made = parts();
        Hold hold = made.wants.hold(address);
        if (made.succession.tenure() == null && !made.succession.isRecorderPresent()) {
            // Nobody records now, and a stream opens all the same if somebody did.
            store.recordedSince(address).onSuccess(since -> {
                if (since != null) {
                    made.wants.recorded(address, since);
                }
            });
        }
        return hold;
    }

    @Override
    public Future<@Nullable EventId> publish(Draft draft, @Nullable IdempotencyKey key) {
        Parts made = parts();
        return made.succession.isDetached()
                ? Future.failedFuture(new NoRecorderException())
                : made.calls.publish(draft, key);
    }

    @Override
    public Future<Void> feed(Event event) {
        return parts().calls.feed(event);
    }

    @Override
    public Future<Long> end(String epoch) {
        Succession succession = parts().succession;
        Follower followed = succession.following().now();
        if (succession.tenure() != null && followed != null) {
            return Future.succeededFuture(followed.endOf(epoch));
        }
        String recorder = succession.recorder();
        return recorder == null
                ? storedEnd(epoch)
                : parts().link.end(recorder, epoch).recover(cause -> storedEnd(epoch));
    }

    /** Nobody says how far the log has come; what is stored may still be taken back, but whoever had its id has seen it. */
    private Future<Long> storedEnd(String epoch) {
        return reader.newest().compose(newest -> store.read(newest, newest)).map(found -> {
            Batch newest =
                    found.isEmpty() ? null : BatchCodec.decode(found.lastEntry().getValue());
            if (newest != null && newest.epoch().equals(epoch)) {
                return newest.lastSeq();
            }
            Follower followed = parts().succession.following().now();
            return followed == null ? -1L : followed.endOf(epoch);
        });
    }

    @Override
    public void endTold() {}

    // ---- the end ----

    @Override
    public Future<Void> handOver() {
        return inTime(parts().succession.handOver());
    }

    /** Completes, here, when {@code leaving} does, but does not wait for ever. */
    private Future<Void> inTime(Future<Void> leaving) {
        return OnContext.later(context, leaving)
                .timeout(RESIGN_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    @Override
    public Future<Void> close() {
        closed = true;
        opened.tryFail(new LogClosedException());
        if (beats != null) {
            context.owner().cancelTimer(beats);
        }
        Parts made = parts;
        Future<Void> left = made == null ? Future.succeededFuture() : leave(made);
        return left.eventually(store::close);
    }

    private Future<Void> leave(Parts made) {
        made.membership.close();
        made.calls.failAll();
        return inTime(made.succession.close()).eventually(made.link::close);
    }
}
