package io.busbar.hub;

import io.busbar.address.SubscriptionKey;
import io.busbar.bus.AddressLimitException;
import io.busbar.bus.BusConsumers;
import io.busbar.bus.BusMark;
import io.busbar.bus.BusSource;
import io.busbar.delivery.DeliveryLoop;
import io.busbar.delivery.Upstream;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.MemoryLog;
import io.busbar.intake.Intake;
import io.busbar.intake.PublishKey;
import io.busbar.intake.Publisher;
import io.busbar.metrics.Counters;
import io.busbar.permission.PermissionRules;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.busbar.plugins.PluginHost;
import io.busbar.plugins.PluginSpec;
import io.busbar.window.Conflation;
import io.busbar.window.Entry;
import io.busbar.window.LastValues;
import io.busbar.window.Window;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This node's fan-out of one bridge. On one event loop, its own, it takes events in, one after the other, gives each its
 * place in the window, and wakes the event loops whose readers want it. It belongs to no deployment, since Vert.x would
 * close the bus consumers with that.
 */
public final class Hub implements Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final long SHORTEST_AGE_TIMER_MS = 50;
    private static final long MOST_UNRECORDED_KEYS = 10_000;

    private final VertxInternal vertx;
    private final HubLoops hubLoops;
    private final ContextInternal context;
    private final HubSettings settings;
    private final Pipeline pipeline;
    private final PluginHost plugins;
    private final Promise<Void> pluginsReady = Promise.promise();
    private final Counters counters = new Counters();
    private final Admission admission;
    private final Log log = new MemoryLog();
    private final Window window;
    private final @Nullable LastValues lastValues;
    private final BusConsumers consumers;
    private final ConcurrentMap<EventLoop, DeliveryLoop> loops = new ConcurrentHashMap<>();

    // owned by the hub's context
    private final @Nullable Conflation conflation;
    private final Interest interest = new Interest();
    private final Intake intake;
    private final LogTail tail;
    private final Publisher publisher;
    private final Inflow inflow;
    private int unboundedKeys;
    private long seenPinFloors;
    private @Nullable Long ageTimer;
    private boolean closed;

    /** Creates a hub that consumes nothing yet. */
    public Hub(
            VertxInternal vertx,
            HubLoops hubLoops,
            HubSettings settings,
            PermissionRules outbound,
            List<BusSource> sources) {
        this.vertx = vertx;
        this.hubLoops = hubLoops;
        this.context = vertx.contextBuilder().withEventLoop(hubLoops.take()).build();
        this.settings = settings;
        this.pipeline = new Pipeline(context, counters);
        this.admission = new Admission(settings.connectionLimit(), settings.connectionsPerIpLimit());
        this.window = new Window(settings.retention(), this::onTrim);
        this.lastValues =
                settings.history() ? new LastValues(settings.lastValueAddresses(), settings.lastValueBytes()) : null;
        this.conflation = settings.delivery().streams().conflate() ? new Conflation() : null;
        RuleCache rules = new RuleCache(outbound);
        this.intake = new Intake(
                rules,
                (address, patterns) ->
                        settings.history() || !interest.of(address, patterns).isEmpty(),
                settings.eventBytes(),
                counters);
        this.tail =
                new LogTail(rules, interest, window, lastValues, conflation, settings.history() ? log.epoch() : null);
        BusMark mark = new BusMark(settings.name() + "@" + log.epoch());
        this.publisher = new Publisher(
                vertx,
                pipeline,
                intake,
                log,
                window,
                mark,
                settings.history(),
                Math.min(settings.retention().events(), MOST_UNRECORDED_KEYS));
        this.inflow = new Inflow(context, pipeline, intake, log, publisher, counters);
        this.plugins = new PluginHost(settings.name(), context, pipeline, inflow, this::quiesce);
        this.consumers = new BusConsumers(
                vertx, sources, log, mark, settings.lingerNanos(), settings.addressLimit(), counters, inflow::take);
    }

    /**
     * Starts the plugins, and then to consume the listed sources; completes when the bus knows them. Events that come
     * before the plugins work wait for them.
     */
    public Future<Void> start(List<PluginSpec> wanted) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(run -> log.open(new FromLog())
                .compose(opened -> plugins.use(wanted))
                .onFailure(cause -> {
                    pipeline.close();
                    plugins.close();
                })
                .onComplete(pluginsReady)
                .compose(used -> closed ? Future.failedFuture(new HubClosedException()) : consumers.start())
                .onComplete(promise));
        return promise.future();
    }

    /** Completes when the first plugins have started. Any thread. */
    public Future<Void> pluginsReady() {
        return pluginsReady.future();
    }

    /** Returns who has the plugins. */
    public PluginHost plugins() {
        return plugins;
    }

    /** Returns what plugins decide. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Completes when no event loop is within a call to a plugin that began before. */
    private Future<Void> quiesce() {
        List<Future<Void>> passed = new ArrayList<>();
        for (EventLoop eventLoop : loops.keySet()) {
            Promise<Void> promise = context.promise();
            eventLoop.execute(promise::complete);
            passed.add(promise.future());
        }
        return Future.join(passed).mapEmpty();
    }

    /** Returns the counters. */
    public Counters counters() {
        return counters;
    }

    /** Returns who counts streams against the limits. */
    public Admission admission() {
        return admission;
    }

    /** Returns how many bus consumers there are. */
    public int busConsumers() {
        return consumers.count();
    }

    /** Returns the window. */
    public Window window() {
        return window;
    }

    /** Returns the last values; null without a history. */
    public @Nullable LastValues lastValues() {
        return lastValues;
    }

    @Override
    public long announced() {
        return tail.announced();
    }

    @Override
    public String epoch() {
        return log.epoch();
    }

    @Override
    public Future<Long> logEnd() {
        Promise<Long> promise = Promise.promise();
        context.runOnContext(run -> log.end().onComplete(promise));
        return promise.future();
    }

    /** Returns the actor on {@code eventLoop}. */
    public DeliveryLoop on(EventLoop eventLoop) {
        return loops.computeIfAbsent(
                eventLoop, loop -> new DeliveryLoop(loop, this, settings.delivery(), window, lastValues, counters));
    }

    // ---- events ----

    /**
     * Records {@code event}, and then puts it on the bus, once if there is a key.
     *
     * @return completes on the caller's context, with the event's id, or with null if it was not recorded
     */
    public Future<@Nullable String> publish(Event event, @Nullable PublishKey key) {
        return inflow.publish(event, key);
    }

    /** What comes out of the log, and what that means for those who are behind it. */
    private final class FromLog implements Log.Tail {

        @Override
        public void accept(long seq, LogRecord record) {
            tail.accept(seq, record);
            long pinFloors = window.pinFloor() + (lastValues == null ? 0 : lastValues.pinFloor());
            if (pinFloors != seenPinFloors) {
                // Connections that hold memory which is needed have to go, whether the event concerns them or not.
                seenPinFloors = pinFloors;
                loops.values().forEach(loop -> loop.wake(seq));
            }
            beginToTrim();
        }

        @Override
        public void mark(long seq) {
            tail.mark(seq);
            beginToTrim();
        }
    }

    private void beginToTrim() {
        if (ageTimer == null && settings.history()) {
            trimByAge();
        }
    }

    private void onTrim(Entry entry) {
        if (lastValues != null) {
            lastValues.keep(entry);
        }
        if (conflation != null) {
            conflation.remove(entry);
        }
        publisher.forgetTo(entry.seq());
    }

    /** Age does not wait for traffic: as long as there is something that gets older, there is a timer. */
    private void trimByAge() {
        long next = window.trimByAge(System.nanoTime());
        ageTimer = next == Long.MAX_VALUE
                ? null
                : context.setTimer(Math.max(SHORTEST_AGE_TIMER_MS, TimeUnit.NANOSECONDS.toMillis(next)), id -> {
                    ageTimer = null;
                    trimByAge();
                });
    }

    // ---- what the loops want ----

    @Override
    public Acquisition acquire(SubscriptionKey key, DeliveryLoop loop) {
        Promise<Acquired> promise =
                vertx.contextBuilder().withEventLoop(loop.eventLoop()).build().promise();
        Held held = new Held(key, loop, promise.future());
        context.runOnContext(run -> {
            if (closed) {
                promise.fail("The bridge is closed");
                return;
            }
            BusConsumers.Lease lease = key.pattern() == null ? consumers.open(key.text()) : consumers.openListed();
            if (lease.unbounded() && !interest.contains(key)) {
                if (unboundedKeys == settings.addressLimit()) {
                    promise.fail(new AddressLimitException(settings.addressLimit()));
                    return;
                }
                unboundedKeys++;
            }
            interest.add(key, loop);
            held.lease = lease;
            long indexedSince = window.head();
            lease.recordedSince()
                    .map(recordedSince -> {
                        log.endTold();
                        return new Acquired(indexedSince, recordedSince);
                    })
                    .onComplete(promise);
        });
        return held;
    }

    /** What a loop has of a key. */
    private final class Held implements Acquisition {
        private final SubscriptionKey key;
        private final DeliveryLoop loop;
        private final Future<Acquired> ready;

        // owned by the hub's context; null if it was refused
        private BusConsumers.@Nullable Lease lease;

        Held(SubscriptionKey key, DeliveryLoop loop, Future<Acquired> ready) {
            this.key = key;
            this.loop = loop;
            this.ready = ready;
        }

        @Override
        public Future<Acquired> ready() {
            return ready;
        }

        @Override
        public void release() {
            context.runOnContext(run -> {
                if (lease != null) {
                    interest.remove(key, loop);
                    if (lease.unbounded() && !interest.contains(key)) {
                        unboundedKeys--;
                    }
                    lease.release().run();
                }
            });
        }
    }

    @Override
    public void opened(Subscriber subscriber) {
        pipeline.tell("a stream that opened", listener -> listener.onOpen(subscriber));
    }

    @Override
    public void slow(Subscriber subscriber) {
        pipeline.tell("a slow consumer", listener -> listener.onSlowConsumer(subscriber));
    }

    @Override
    public void closed(Subscriber subscriber, CloseReason reason) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("Stream " + subscriber.id() + " of " + subscriber.remoteAddress() + " closed: " + reason.text());
        }
        pipeline.tell("a stream that closed", listener -> listener.onClose(subscriber, reason));
    }

    // ---- the end ----

    /** Closes the streams that were opened through {@code instance}; completes when that is done on all loops. */
    public Future<Void> closeStreams(Object instance) {
        return Future.join(loops.values().stream()
                        .map(loop -> loop.closeAll(instance))
                        .toList())
                .mapEmpty();
    }

    /** Gives up the bus consumers and the window. All streams must be closed. */
    public Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(run -> {
            closed = true;
            inflow.close();
            if (ageTimer != null) {
                vertx.cancelTimer(ageTimer);
            }
            pipeline.close();
            consumers.close().eventually(plugins::close).eventually(log::close).onComplete(done -> {
                window.release();
                if (lastValues != null) {
                    lastValues.release();
                }
                intake.release();
                tail.release();
                hubLoops.giveBack(context.nettyEventLoop());
                promise.complete();
            });
        });
        return promise.future();
    }
}
