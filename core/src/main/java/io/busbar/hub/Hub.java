package io.busbar.hub;

import io.busbar.address.SubscriptionKey;
import io.busbar.bus.AddressLimitException;
import io.busbar.bus.BusConsumers;
import io.busbar.bus.BusMark;
import io.busbar.bus.BusSource;
import io.busbar.metrics.Counters;
import io.busbar.permission.PermissionRules;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Window;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This node's fan-out of one bridge. On one context, its own, it takes events in, one after the other, gives each its
 * place in the window, and wakes the event loops whose readers want it. It belongs to no deployment, since Vert.x would
 * close the bus consumers with that.
 */
public final class Hub {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final HubSettings settings;
    private final List<BridgeListener> listeners;
    private final Counters counters;
    private final Admission admission;
    private final Window window;
    private final BusConsumers consumers;
    private final String mark;
    private final ConcurrentMap<EventLoop, DeliveryLoop> loops = new ConcurrentHashMap<>();

    // owned by the hub's context
    private final int addressLimit;
    private int unboundedKeys;
    private final Interest interest = new Interest();
    private final Intake intake;
    private long seenPinFloor;
    private boolean closed;

    /**
     * Creates a hub that consumes nothing yet.
     *
     * @param listeners are told of streams; in this order
     * @param lingerNanos how long an address without subscribers stays consumed
     * @param addressLimit the most unlisted addresses, and the most patterns and addresses of multiplexed sources
     */
    public Hub(
            VertxInternal vertx,
            HubSettings settings,
            PermissionRules outbound,
            List<BusSource> sources,
            List<BridgeListener> listeners,
            long lingerNanos,
            int addressLimit,
            int connectionLimit,
            int connectionsPerIpLimit) {
        this.vertx = vertx;
        this.context = ownContext(vertx);
        this.settings = settings;
        this.addressLimit = addressLimit;
        this.listeners = listeners;
        this.counters = new Counters();
        this.admission = new Admission(connectionLimit, connectionsPerIpLimit);
        this.window = new Window(settings.windowBytes());
        this.intake = new Intake(outbound, interest, window, settings.eventBytes(), counters);
        this.mark = settings.name() + "@" + UUID.randomUUID();
        this.consumers = new BusConsumers(vertx, sources, mark, lingerNanos, addressLimit, counters, this::takeIn);
    }

    /**
     * Returns a context that belongs to no deployment. In a verticle it is on that one's event loop: Vert.x deals event
     * loops to verticles in turn, and another turn in between would leave one of them out.
     */
    private static ContextInternal ownContext(VertxInternal vertx) {
        ContextInternal current = vertx.getContext();
        return current == null
                ? vertx.createEventLoopContext()
                : vertx.contextBuilder().withEventLoop(current.nettyEventLoop()).build();
    }

    /** Starts to consume the listed sources; completes when the bus knows them. */
    public Future<Void> start() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(run -> consumers.start().onComplete(promise));
        return promise.future();
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

    /** Returns the bytes that the window holds. */
    public long windowBytes() {
        return window.bytes();
    }

    /** Returns the actor on {@code eventLoop}. */
    public DeliveryLoop on(EventLoop eventLoop) {
        return loops.computeIfAbsent(eventLoop, loop -> new DeliveryLoop(loop, this, settings, window, counters));
    }

    // ---- events ----

    /**
     * Delivers {@code event} to this bridge's subscribers, and publishes it on the bus for everyone else.
     *
     * @return completes when both have been begun, which fixes the event's place in the order
     */
    public Future<Void> publish(Event event) {
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        context.runOnContext(run -> {
            if (closed) {
                promise.fail("The bridge is closed");
                return;
            }
            DeliveryOptions options = new DeliveryOptions();
            event.headers().forEach(options::addHeader);
            if (intake.isPermitted(event)) {
                takeIn(event, true);
                options.addHeader(BusMark.HEADER, mark);
            }
            try {
                vertx.eventBus().publish(event.address(), event.body(), options);
                promise.complete();
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private void takeIn(Event event, boolean seenByPatterns) {
        intake.take(event, seenByPatterns);
        if (window.pinFloor() != seenPinFloor) {
            // Connections that hold memory which is needed have to go, whether the event concerns them or not.
            seenPinFloor = window.pinFloor();
            loops.values().forEach(loop -> loop.wake(window.head()));
        }
    }

    // ---- what the loops want ----

    /** Begins to deliver events for {@code key} to {@code loop}, until {@link #release}. */
    Acquisition acquire(SubscriptionKey key, DeliveryLoop loop) {
        Promise<Void> promise =
                vertx.contextBuilder().withEventLoop(loop.eventLoop()).build().promise();
        Acquisition acquisition = new Acquisition(key, loop, promise.future());
        context.runOnContext(run -> {
            if (closed) {
                promise.fail("The bridge is closed");
                return;
            }
            BusConsumers.Lease lease = key.pattern() == null ? consumers.open(key.text()) : consumers.openListed();
            if (lease.unbounded() && !interest.contains(key)) {
                if (unboundedKeys == addressLimit) {
                    promise.fail(new AddressLimitException(addressLimit));
                    return;
                }
                unboundedKeys++;
            }
            interest.add(key, loop);
            acquisition.lease = lease;
            lease.ready().onComplete(promise);
        });
        return acquisition;
    }

    /** Gives up what {@link #acquire} got, whatever became of it; to be called once. */
    void release(Acquisition acquisition) {
        context.runOnContext(run -> {
            BusConsumers.Lease lease = acquisition.lease;
            if (lease != null) {
                interest.remove(acquisition.key, acquisition.loop);
                if (lease.unbounded() && !interest.contains(acquisition.key)) {
                    unboundedKeys--;
                }
                lease.release().run();
            }
        });
    }

    /** What a loop asked for. */
    static final class Acquisition {
        final SubscriptionKey key;
        final DeliveryLoop loop;

        /** Completes, on the loop, when events for the key reach it. */
        final Future<Void> ready;

        // owned by the hub's context; null if it was refused
        private BusConsumers.@Nullable Lease lease;

        Acquisition(SubscriptionKey key, DeliveryLoop loop, Future<Void> ready) {
            this.key = key;
            this.loop = loop;
            this.ready = ready;
        }
    }

    void opened(Subscriber subscriber) {
        tell(listener -> listener.onOpen(subscriber));
    }

    void closed(Subscriber subscriber, CloseReason reason) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("Stream " + subscriber.id() + " of " + subscriber.remoteAddress() + " closed: " + reason.text());
        }
        tell(listener -> listener.onClose(subscriber, reason));
    }

    private void tell(Consumer<BridgeListener> call) {
        for (BridgeListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (Throwable e) {
                // Whatever it is: code of others must not end this event loop's work.
                LOG.error("Listener " + listener.getClass().getName() + " failed", e);
            }
        }
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
            consumers.close().onComplete(done -> {
                window.release();
                intake.release();
                promise.complete();
            });
        });
        return promise.future();
    }
}
