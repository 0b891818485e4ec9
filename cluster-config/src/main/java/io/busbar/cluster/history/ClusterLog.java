package io.busbar.cluster.history;

import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.busbar.history.SharedLogSettings;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log that the nodes of a cluster share. Each follows it; one of them, the recorder, writes it, until it leaves; then
 * another takes its place. Confined to the hub's context.
 */
final class ClusterLog implements Log {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

    /** How often the recorder says that it is there, and how far the log has come. */
    private static final long BEACON_MILLIS = 1_000;

    /** After so long without a word of the recorder the role is looked at again. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long RETRY_MILLIS = 200;
    private static final long HEAD_TIMEOUT_MILLIS = 2_000;
    /** So long an answer is waited for; then the question is taken for lost, and repeated. */
    private static final long ATTEMPT_MILLIS = 3_000;

    /** So long a cluster that does not answer is waited for before this node leaves without a word. */
    private static final long RESIGN_MILLIS = 4_000;

    private static final Buffer NOTHING = Buffer.buffer();

    private static final String HEAD = "head";
    private static final String PUBLISH = "publish";
    private static final String FEED = "feed";
    private static final String HOLD = "hold";
    private static final String RELEASE = "release";

    private final ContextInternal context;
    private final SharedLogSettings settings;
    private final WorkerExecutor threads;
    private final LogStore store;
    private final LogReader reader;
    private final String self;
    private final Requests requests;
    private final Wants wants;
    private final Link link;
    private final Membership membership;
    private final Promise<Void> opened = Promise.promise();
    private @Nullable Node node;
    private @Nullable Long beats;

    private volatile @Nullable RecorderRole role;
    private @Nullable Follower follower;
    private @Nullable Tenure tenure;
    private boolean settling;
    private boolean unsettled;
    private boolean reading;
    private boolean detached;
    private boolean stale;
    private boolean resigned;
    private boolean closed;
    private long appendedNanos = System.nanoTime();
    private long heardNanos = System.nanoTime();

    /** Creates a log that is not open. To be called on the hub's context. */
    ClusterLog(ContextInternal context, HazelcastClusterManager cluster, SharedLogSettings settings) {
        this.context = context;
        this.settings = settings;
        this.self = cluster.getNodeId();
        this.threads = context.owner().createSharedWorkerExecutor("busbar-cluster-log", 8);
        this.store = new LogStore(cluster.getHazelcastInstance(), threads, settings);
        this.reader = new LogReader(store);
        this.requests = new Requests(settings.timeoutMillis());
        this.wants = new Wants(this::askToRecord, this::askToStop);
        this.link = new Link(context.owner(), settings.bridge(), self, this::heard, this::answer);
        this.membership = new Membership(context, cluster, new Members());
    }

    @Override
    public Future<Void> open(Node newNode) {
        node = newNode;
        link.connect().onFailure(opened::tryFail).onSuccess(connected -> {
            membership.listen();
            beats = context.setPeriodic(BEACON_MILLIS, id -> beat());
            settle();
        });
        return opened.future();
    }

    private final class Members implements Membership.Listener {

        @Override
        public void came() {
            if (detached) {
                settle();
            }
        }

        @Override
        public void left(@Nullable String gone) {
            if (closed) {
                return;
            }
            if (!membership.isSufficient()) {
                loseTouch();
            } else if (gone != null && tenure != null) {
                tenure.holds().releaseAll(gone);
            } else if (gone != null && (role == null || role.node().equals(gone))) {
                requests.interrupt();
                settle();
            }
        }

        @Override
        public void rejoined() {
            if (!closed) {
                LOG.warn("The log of bridge " + settings.bridge() + " is followed anew");
                loseTouch();
            }
        }
    }

    /** What was being settled may be about the time before, so that it must not count. */
    private void loseTouch() {
        detach();
        stale = settling;
        settle();
    }

    /** What this node knows of the log may not be so, or not for long: whoever reads or publishes is to turn to another. */
    private void detach() {
        detached = true;
        role = null;
        follower = null;
        endTenure();
        requests.close();
        node().unfollow();
    }

    // ---- who records ----

    /** Finds out who records, and takes the role if it is free. */
    private void settle() {
        if (settling) {
            unsettled = true;
            return;
        }
        if (closed) {
            return;
        }
        boolean isSufficient = membership.isSufficient();
        if (stale || (!isSufficient && !detached)) {
            detach();
            stale = false;
        }
        if (!isSufficient) {
            return;
        }
        settling = true;
        unsettled = false;
        store.role().compose(this::settle).onComplete(done -> {
            settling = false;
            if (closed) {
                return;
            }
            if (done.failed()) {
                LOG.debug("Bridge " + settings.bridge() + " has no recorder yet", done.cause());
                context.setTimer(RETRY_MILLIS, id -> settle());
            } else if (unsettled) {
                settle();
            }
        });
    }

    private Future<Void> settle(@Nullable RecorderRole found) {
        if (found == null) {
            return take(null, new RecorderRole(1, self, EventId.newEpoch()));
        }
        if (tenure != null && found.equals(tenure.writer().role())) {
            return Future.succeededFuture();
        }
        boolean isFree = found.isVacant() || found.node().equals(self) || !membership.contains(found.node());
        if (isFree && resigned) {
            // Whoever takes it says so.
            return Future.failedFuture(new NoRecorderException());
        }
        return isFree ? take(found, found.passedTo(self)) : follow(found);
    }

    private Future<Void> take(@Nullable RecorderRole from, RecorderRole to) {
        endTenure();
        return store.changeRole(from, to).compose(taken -> {
            if (!taken) {
                // Another one was faster.
                unsettled = true;
                return Future.succeededFuture();
            }
            return from == null ? store.clear().compose(cleared -> record(startLog(to), true)) : succeed(to);
        });
    }

    /** Goes on where the recorder before has ended; what it stored last is made this one's own, so that it stays. */
    private Future<Void> succeed(RecorderRole taken) {
        Follower following = follower;
        if (following != null && following.epoch().equals(taken.epoch())) {
            return adopt(following, taken).compose(adopted -> record(taken, false));
        }
        return reader.newest().compose(newest -> {
            if (newest == 0) {
                RecorderRole anew = new RecorderRole(taken.term(), self, EventId.newEpoch());
                return store.changeRole(taken, anew)
                        .compose(changed -> changed
                                ? record(startLog(anew), true)
                                : Future.failedFuture(new NoRecorderException()));
            }
            return load(taken.epoch(), newest - 1)
                    .compose(loaded -> adopt(loaded, taken))
                    .compose(adopted -> record(taken, false));
        });
    }

    private RecorderRole startLog(RecorderRole first) {
        follow(first.epoch(), 1, 0);
        return first;
    }

    private Follower follow(String epoch, long nextNumber, long end) {
        Retained retained = new Retained(settings.events(), settings.bytes(), settings.ageMillis());
        Follower next = new Follower(epoch, node().follow(epoch, end), retained, nextNumber, end + 1);
        follower = next;
        return next;
    }

    private Node node() {
        if (node == null) {
            throw new IllegalStateException("the log is not open");
        }
        return node;
    }

    private Future<Void> adopt(Follower following, RecorderRole taken) {
        long number = following.nextNumber();
        return store.read(number, number).compose(found -> {
            byte[] bytes = found.get(number);
            if (bytes == null) {
                return Future.succeededFuture();
            }
            byte[] own = BatchCodec.encode(BatchCodec.decode(bytes).withTerm(taken.term()));
            return store.replace(number, bytes, own).compose(replaced -> {
                if (replaced) {
                    following.take(number, own, false);
                }
                return adopt(following, taken);
            });
        });
    }

    private Future<Void> record(RecorderRole taken, boolean isFirst) {
        return store.recorded().compose(recorded -> {
            Follower following = follower;
            if (closed || following == null) {
                return Future.failedFuture(new NoRecorderException());
            }
            Writer writer = new Writer(store, taken, following, recorded, new Written());
            Tenure begun = new Tenure(writer, node().record(writer));
            role = taken;
            tenure = begun;
            boolean mayHaveMissed = !isFirst && (settings.hasSources() || !recorded.isEmpty());
            return begun.recording()
                    .start(recorded.keySet())
                    .compose(started -> writer.begin(mayHaveMissed ? Outage.record() : null))
                    .onSuccess(began -> {
                        LOG.info("This node records bridge " + settings.bridge() + " (term " + taken.term() + ")");
                        recorderIsKnown();
                    })
                    .onFailure(cause -> endTenure());
        });
    }

    private final class Written implements Writer.Listener {

        @Override
        public void stored(long number, byte[] batch) {
            appendedNanos = System.nanoTime();
            if (tenure != null) {
                link.announce(new Link.Announcement(tenure.writer().role(), number, Buffer.buffer(batch)));
            }
        }

        @Override
        public void deposed() {
            LOG.warn("This node does not record bridge " + settings.bridge() + " any more");
            endTenure();
            settle();
        }
    }

    private void endTenure() {
        Tenure ending = tenure;
        if (ending != null) {
            tenure = null;
            ending.writer().end();
            ending.recording().stop();
            requests.interrupt();
        }
    }

    // ---- following ----

    /** Follows the recorder {@code found}. */
    private Future<Void> follow(RecorderRole found) {
        endTenure();
        role = found;
        return link.ask(found.node(), HEAD, NOTHING, HEAD_TIMEOUT_MILLIS).compose(head -> {
            long number = head.getLong("number");
            Follower following = follower;
            Future<?> caughtUp = following != null && following.epoch().equals(found.epoch())
                    ? Future.succeededFuture()
                    : load(found.epoch(), number, head.getLong("end"));
            return caughtUp.map(done -> {
                if (follower != null) {
                    follower.announce(number);
                }
                heardNanos = System.nanoTime();
                readMissing();
                recorderIsKnown();
                return null;
            });
        });
    }

    private void recorderIsKnown() {
        if (stale) {
            return;
        }
        detached = false;
        opened.tryComplete();
        requests.wake();
        wants.askAgain();
    }

    /** Begins to follow with all that is retained up to a batch; if that is not there, behind it. */
    private Future<Follower> load(String epoch, long last, long end) {
        return reader.oldestBefore(last)
                .compose(oldest -> oldest > last
                        ? Future.succeededFuture(follow(epoch, last + 1, end))
                        : loadFrom(epoch, oldest, last));
    }

    /** As {@link #load(String, long, long)}, of batches of which the one behind the last is there. */
    private Future<Follower> load(String epoch, long last) {
        return reader.oldestBefore(last).compose(oldest -> loadFrom(epoch, oldest, last));
    }

    private Future<Follower> loadFrom(String epoch, long oldest, long last) {
        return store.read(oldest, oldest).compose(found -> {
            byte[] first = found.get(oldest);
            if (first == null) {
                return Future.failedFuture(new NoRecorderException());
            }
            Follower next = follow(epoch, oldest, BatchCodec.decode(first).firstSeq() - 1);
            return reader.read(oldest, last, (number, bytes) -> next.take(number, bytes, false))
                    .map(next);
        });
    }

    private void heard(Link.Announcement announcement) {
        RecorderRole told = announcement.role();
        boolean isOfUs = told.isVacant() || membership.contains(told.node());
        if (closed || !isOfUs || told.node().equals(self) || (role != null && told.term() < role.term())) {
            return;
        }
        heardNanos = System.nanoTime();
        if (!told.equals(role)) {
            role = told;
            endTenure();
            requests.interrupt();
            settle();
        }
        Follower following = follower;
        if (following == null || !following.epoch().equals(told.epoch())) {
            return;
        }
        try {
            if (announcement.batch().length() > 0) {
                following.take(announcement.number(), announcement.batch().getBytes(), true);
            }
        } catch (BatchFormatException e) {
            LOG.warn("The log of bridge " + settings.bridge() + " is read anew", e);
            startOver();
            return;
        }
        following.announce(announcement.number());
        readMissing();
    }

    private void readMissing() {
        Follower following = follower;
        if (reading || closed || following == null || following.lastMissing() < following.nextNumber()) {
            return;
        }
        reading = true;
        long last = following.lastMissing();
        reader.read(following.nextNumber(), last, (number, bytes) -> following.take(number, bytes, false))
                .onComplete(done -> {
                    reading = false;
                    if (closed || !following.equals(follower)) {
                        return;
                    }
                    if (done.failed() && !(done.cause() instanceof BatchFormatException)) {
                        context.setTimer(RETRY_MILLIS, id -> readMissing());
                    } else if (done.failed() || following.nextNumber() <= last) {
                        LOG.warn("A part of the log of bridge " + settings.bridge() + " is gone; it is read anew");
                        startOver();
                    } else {
                        readMissing();
                    }
                });
    }

    /** Follows what there is of the log, wherever that begins. */
    private void startOver() {
        follower = null;
        settle();
    }

    private void beat() {
        requests.expire();
        // Whoever was asked may have been busy with its own beginning, or the question was lost.
        requests.wake();
        wants.askForLost();
        if (detached || tenure == null) {
            if (System.nanoTime() - heardNanos > SILENCE_NANOS) {
                heardNanos = System.nanoTime();
                settle();
            }
            return;
        }
        Writer writer = tenure.writer();
        if (follower != null) {
            link.announce(new Link.Announcement(writer.role(), follower.nextNumber() - 1, NOTHING));
        }
        if (System.nanoTime() - appendedNanos > TimeUnit.MILLISECONDS.toNanos(settings.ageMillis() / 3)) {
            writer.keepAlive();
        }
    }

    // ---- what the recorder is asked ----

    @Override
    public Future<Long> sourcesRecordedSince() {
        return opened.future().map(0L);
    }

    @Override
    public Hold hold(String address) {
        Hold hold = wants.hold(address);
        if (tenure == null && !isRecorderKnown()) {
            // Nobody records now, and a stream opens all the same if somebody did.
            store.recordedSince(address).onSuccess(since -> {
                if (since != null) {
                    wants.recorded(address, since);
                }
            });
        }
        return hold;
    }

    private boolean isRecorderKnown() {
        return role != null && !role.isVacant() && membership.contains(role.node());
    }

    private Future<Long> askToRecord(String address) {
        return requests.ask(
                () -> tenure != null
                        ? tenure.holds().hold(self, address)
                        : asking(HOLD, Buffer.buffer(address), answer -> answer.getLong("since")),
                address.length());
    }

    private void askToStop(String address) {
        if (tenure != null) {
            tenure.holds().release(self, address);
        } else {
            asking(RELEASE, Buffer.buffer(address), answer -> true);
        }
    }

    @Override
    public Future<@Nullable EventId> publish(Event event, @Nullable IdempotencyKey key) {
        if (detached) {
            return Future.failedFuture(new NoRecorderException());
        }
        // Under a key of its own, so that it can be repeated to another recorder.
        IdempotencyKey known =
                key == null ? new IdempotencyKey(UUID.randomUUID().toString(), "") : key;
        Buffer publication;
        try {
            publication = PublicationCodec.encode(new Publication(event, known));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return requests.ask(
                () -> tenure != null ? publishHere(event, known) : asking(PUBLISH, publication, ClusterLog::idOf),
                publication.length());
    }

    private Future<@Nullable EventId> publishHere(Event event, IdempotencyKey key) {
        Tenure now = tenure;
        if (now == null) {
            return Future.failedFuture(new NoRecorderException());
        }
        String epoch = now.writer().epoch();
        return now.recording().publish(event, key).map(seq -> seq == null ? null : new EventId(epoch, seq));
    }

    private static @Nullable EventId idOf(JsonObject answer) {
        Long seq = answer.getLong("seq");
        return seq == null ? null : new EventId(answer.getString("epoch"), seq);
    }

    @Override
    public Future<Void> feed(Event event) {
        Buffer fed;
        try {
            fed = PublicationCodec.encode(new Publication(event, null));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        boolean[] asked = new boolean[1];
        return requests.ask(
                () -> {
                    if (asked[0]) {
                        // Fed twice, it would be recorded twice.
                        return Future.failedFuture(new IllegalStateException(
                                "The recorder has gone; whether it has recorded the event is not known"));
                    }
                    Future<Void> answer =
                            tenure != null ? tenure.recording().feed(event) : asking(FEED, fed, done -> null);
                    asked[0] = answer != null;
                    return answer;
                },
                fed.length());
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public @Nullable String recorder() {
        RecorderRole known = role;
        return known == null || known.isVacant() ? null : known.node();
    }

    private <T extends @Nullable Object> @Nullable Future<T> asking(
            String operation, Buffer body, Function<JsonObject, T> result) {
        RecorderRole asked = role;
        return asked == null || asked.isVacant() || asked.node().equals(self)
                ? null
                : link.ask(asked.node(), operation, body, ATTEMPT_MILLIS).map(result);
    }

    private Future<JsonObject> answer(String operation, String from, Buffer body) {
        Tenure now = tenure;
        if (closed || now == null || follower == null) {
            return Future.failedFuture(new NoRecorderException());
        }
        return switch (operation) {
            case HEAD ->
                Future.succeededFuture(new JsonObject()
                        .put("number", follower.nextNumber() - 1)
                        .put("end", follower.end()));
            case PUBLISH -> {
                Publication publication = PublicationCodec.decode(body);
                yield now.recording()
                        .publish(publication.event(), publication.key())
                        .map(seq -> new JsonObject()
                                .put("epoch", now.writer().epoch())
                                .put("seq", seq));
            }
            case FEED ->
                now.recording().feed(PublicationCodec.decode(body).event()).map(done -> new JsonObject());
            case HOLD -> now.holds().hold(from, body.toString()).map(since -> new JsonObject().put("since", since));
            case RELEASE -> {
                now.holds().release(from, body.toString());
                yield Future.succeededFuture(new JsonObject());
            }
            default -> Future.failedFuture(new IllegalArgumentException("unknown operation: " + operation));
        };
    }

    @Override
    public Future<Long> end() {
        if (tenure != null && follower != null) {
            return Future.succeededFuture(follower.end());
        }
        RecorderRole asked = role;
        return asked == null || asked.isVacant()
                ? storedEnd()
                : link.ask(asked.node(), HEAD, NOTHING, HEAD_TIMEOUT_MILLIS)
                        .map(head -> head.getLong("end"))
                        .recover(cause -> storedEnd());
    }

    /** Nobody says how far the log has come; what is stored may still be taken back, but whoever had its id has seen it. */
    private Future<Long> storedEnd() {
        return reader.newest()
                .compose(newest -> store.read(newest, newest))
                .map(found -> found.isEmpty()
                        ? 0
                        : BatchCodec.decode(found.lastEntry().getValue()).lastSeq());
    }

    @Override
    public void endTold() {}

    // ---- the end ----

    @Override
    public Future<Void> handOver() {
        resigned = true;
        return resign().otherwiseEmpty();
    }

    @Override
    public Future<Void> close() {
        closed = true;
        if (beats != null) {
            context.owner().cancelTimer(beats);
        }
        membership.close();
        requests.close();
        return resign().timeout(RESIGN_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(link::close)
                .onComplete(done -> store.close())
                .eventually(threads::close);
    }

    /** Stops to consume, stores what came until then, and lets another one record. */
    private Future<Void> resign() {
        Tenure ending = tenure;
        if (ending == null) {
            return Future.succeededFuture();
        }
        RecorderRole own = ending.writer().role();
        RecorderRole vacant = new RecorderRole(own.term(), "", own.epoch());
        return ending.recording()
                .stop()
                .eventually(ending.writer()::drained)
                .compose(drained -> {
                    endTenure();
                    return store.changeRole(own, vacant);
                })
                .onSuccess(changed -> {
                    if (follower != null) {
                        link.announce(new Link.Announcement(vacant, follower.nextNumber() - 1, NOTHING));
                    }
                })
                .mapEmpty();
    }
}
