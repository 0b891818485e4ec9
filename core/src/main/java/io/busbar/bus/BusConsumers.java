package io.busbar.bus;

import io.busbar.history.Log;
import io.busbar.metrics.Burst;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bridge's bus consumers: those of listed sources as long as it lives, and one for each other address that is
 * subscribed to, kept for a while after its last subscriber left. Confined to the hub's context, which registers and
 * unregisters in order.
 */
public final class BusConsumers {

    private static final Logger LOG = LoggerFactory.getLogger(BusConsumers.class);

    /** Gets what the consumers receive. */
    public interface Sink {

        /** Called for each event, with whether it came from a listed source. */
        void accept(Event event, boolean listed);
    }

    private final Vertx vertx;
    private final BusSources sources;
    private final long lingerNanos;
    private final int limit;
    private final EventReader reader;
    private final Counters counters;
    private final Sink sink;
    private final Log.Appender log;
    private final AtomicInteger count = new AtomicInteger();
    private final Burst faults = new Burst();

    private final Map<String, Consumption> unlisted = new HashMap<>();
    private final Map<String, Long> lingering = new LinkedHashMap<>();
    private final List<MessageConsumer<Object>> listed = new ArrayList<>();
    private @Nullable Long lingerTimer;

    /**
     * Creates consumers for {@code sources}, not registered yet.
     *
     * @param log is told which addresses are recorded
     * @param mark on this bridge's own messages, which are skipped
     * @param lingerNanos how long an address without subscribers stays consumed
     * @param limit the most addresses besides the listed sources
     */
    public BusConsumers(
            Vertx vertx,
            BusSources sources,
            Log.Appender log,
            BusMark mark,
            long lingerNanos,
            int limit,
            Counters counters,
            Sink sink) {
        this.vertx = vertx;
        this.sources = sources;
        this.log = log;
        this.lingerNanos = lingerNanos;
        this.limit = limit;
        this.reader = new EventReader(mark, counters);
        this.counters = counters;
        this.sink = sink;
    }

    /**
     * Registers the listed sources, and addresses that were recorded before, and completes when the bus knows; fails if it
     * refuses. The addresses linger until someone holds them; those beyond the limit are not recorded any more.
     */
    public Future<Void> start(Collection<String> addresses) {
        List<Future<?>> registrations = new ArrayList<>();
        for (BusSource source : sources.all()) {
            MessageConsumer<Object> consumer = consume(source, true);
            listed.add(consumer);
            registrations.add(consumer.completion());
        }
        for (String address : addresses) {
            if (unlisted.size() >= limit) {
                log.stopRecording(address);
                continue;
            }
            Log.Hold hold = hold(address);
            registrations.add(hold.recordedSince());
            hold.release().run();
        }
        return Future.all(registrations).mapEmpty();
    }

    /** Returns how many consumers there are. Any thread. */
    public int count() {
        return count.get();
    }

    /** Consumes {@code address}, which is unlisted, once more. Fails with {@link AddressLimitException}. */
    public Log.Hold hold(String address) {
        Consumption consumption = unlisted.get(address);
        if (consumption == null) {
            if (unlisted.size() >= limit && !closeLongestLingering()) {
                return new Log.Hold(Future.failedFuture(new AddressLimitException(limit)), () -> {});
            }
            consumption = open(new BusSource(address, null, null));
        }
        consumption.holds++;
        lingering.remove(address);
        Consumption held = consumption;
        return new Log.Hold(held.recordedSince, () -> release(address, held));
    }

    private Consumption open(BusSource source) {
        String address = source.busAddress();
        Consumption consumption = new Consumption(consume(source, false));
        unlisted.put(address, consumption);
        consumption.recordedSince = consumption.consumer.completion().compose(done -> {
            // It may have been given up meanwhile.
            return consumption.equals(unlisted.get(address))
                    ? log.startRecording(address)
                    : Future.failedFuture("The consumer was closed");
        });
        consumption.consumer.completion().onFailure(cause -> {
            LOG.warn("The bus refused a consumer for " + address, cause);
            if (unlisted.remove(address, consumption)) {
                lingering.remove(address);
                // It may have been recorded before, by another node.
                log.stopRecording(address);
                unregister(consumption.consumer);
            }
        });
        return consumption;
    }

    private void release(String address, Consumption consumption) {
        // One that the bus refused is not there any more, but another may be.
        if (--consumption.holds > 0 || !consumption.equals(unlisted.get(address))) {
            return;
        }
        if (lingerNanos == 0) {
            close(address);
        } else {
            lingering.put(address, System.nanoTime() + lingerNanos);
            armLingerTimer();
        }
    }

    /** Unregisters everything, and completes when that is done. */
    public Future<Void> close() {
        if (lingerTimer != null) {
            vertx.cancelTimer(lingerTimer);
            lingerTimer = null;
        }
        List<Future<Void>> ends = new ArrayList<>();
        listed.forEach(consumer -> ends.add(unregister(consumer)));
        unlisted.values().forEach(consumption -> ends.add(unregister(consumption.consumer)));
        listed.clear();
        unlisted.clear();
        lingering.clear();
        return Future.join(ends).otherwiseEmpty().mapEmpty();
    }

    private MessageConsumer<Object> consume(BusSource source, boolean isListed) {
        count.incrementAndGet();
        return vertx.eventBus().consumer(source.busAddress(), message -> receive(message, source, isListed));
    }

    private void receive(Message<Object> message, BusSource source, boolean isListed) {
        try {
            Event event = reader.read(message, source);
            if (event != null) {
                sink.accept(event, isListed);
            }
        } catch (RuntimeException e) {
            counters.dropped(DropReason.FAILED);
            if (faults.isFirst()) {
                LOG.warn("A message on " + source.busAddress() + " could not be delivered", e);
            }
        }
    }

    private void close(String address) {
        Consumption consumption = unlisted.remove(address);
        if (consumption != null) {
            log.stopRecording(address);
            unregister(consumption.consumer);
        }
    }

    private Future<Void> unregister(MessageConsumer<Object> consumer) {
        return consumer.unregister().andThen(done -> count.decrementAndGet());
    }

    private boolean closeLongestLingering() {
        Iterator<String> addresses = lingering.keySet().iterator();
        if (!addresses.hasNext()) {
            return false;
        }
        String longest = addresses.next();
        addresses.remove();
        close(longest);
        return true;
    }

    /** One timer for all: they linger equally long, so the first to come is the first to go. */
    private void armLingerTimer() {
        if (lingerTimer != null || lingering.isEmpty()) {
            return;
        }
        long next = lingering.values().iterator().next();
        long millis = TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()) + 1;
        lingerTimer = vertx.setTimer(Math.max(1, millis), id -> {
            lingerTimer = null;
            long now = System.nanoTime();
            while (!lingering.isEmpty() && lingering.values().iterator().next() - now <= 0) {
                closeLongestLingering();
            }
            armLingerTimer();
        });
    }

    private static final class Consumption {
        private final MessageConsumer<Object> consumer;
        private Future<Long> recordedSince = Future.succeededFuture(0L);
        private int holds;

        Consumption(MessageConsumer<Object> consumer) {
            this.consumer = consumer;
        }
    }
}
