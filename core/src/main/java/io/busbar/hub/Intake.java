package io.busbar.hub;

import io.busbar.metrics.Burst;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.permission.PermissionRules;
import io.busbar.plugin.Event;
import io.busbar.window.Entry;
import io.busbar.window.Window;
import io.busbar.wire.EventData;
import io.busbar.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in, one after the other: finds out who may and who wants to have each, encodes it once, and gives it its
 * place in the window. Confined to the hub's context.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int CACHED_ADDRESSES = 10_000;
    private static final int SCRATCH_BYTES = 65_536;
    private static final int MOST_REPORTS = 100;

    private final PermissionRules outbound;
    private final Interest interest;
    private final Window window;
    private final long eventBytes;
    private final Counters counters;
    private final Map<String, BitSet> rulesByAddress = new HashMap<>();
    private final Set<String> reportedBodies = new HashSet<>();
    private final Burst faults = new Burst();
    private ByteBuf scratch = Unpooled.buffer(1024);

    Intake(PermissionRules outbound, Interest interest, Window window, long eventBytes, Counters counters) {
        this.outbound = outbound;
        this.interest = interest;
        this.window = window;
        this.eventBytes = eventBytes;
        this.counters = counters;
    }

    /** Returns whether some subscriber may have {@code event}. */
    boolean isPermitted(Event event) {
        return !permitting(event).isEmpty();
    }

    /** Takes {@code event} in, and wakes the loops that want it. */
    void take(Event event, boolean seenByPatterns) {
        counters.eventIn();
        BitSet rules = permitting(event);
        if (rules.isEmpty()) {
            counters.dropped(DropReason.NOT_PERMITTED);
            return;
        }
        List<DeliveryLoop> interested = interest.of(event.address(), seenByPatterns);
        if (interested.isEmpty()) {
            return;
        }
        DropReason fault = encode(event);
        if (fault != null) {
            counters.dropped(fault);
            return;
        }
        Entry entry = window.append(event, rules, seenByPatterns, scratch);
        interested.forEach(loop -> loop.wake(entry.seq()));
    }

    void release() {
        scratch.release();
    }

    /** Returns the rules that permit {@code event}. Addresses repeat, so what they match is kept for some. */
    private BitSet permitting(Event event) {
        BitSet forAddress = rulesByAddress.get(event.address());
        if (forAddress == null) {
            if (rulesByAddress.size() == CACHED_ADDRESSES) {
                rulesByAddress.clear();
            }
            forAddress = outbound.forAddress(event.address());
            rulesByAddress.put(event.address(), forAddress);
        }
        return outbound.forBody(forAddress, event.body());
    }

    /** Encodes into the scratch buffer, or returns why that is impossible. */
    private @Nullable DropReason encode(Event event) {
        try {
            String data = EventData.of(event.body());
            if (data == null) {
                report(event);
                return DropReason.UNSUPPORTED_BODY;
            }
            if (data.length() > eventBytes) {
                return DropReason.TOO_LARGE;
            }
            clearScratch();
            FrameEncoder.encode(event.type(), data, scratch);
            return scratch.readableBytes() > eventBytes ? DropReason.TOO_LARGE : null;
        } catch (RuntimeException e) {
            if (faults.isFirst()) {
                LOG.warn("An event on " + event.address() + " could not be encoded", e);
            }
            return DropReason.FAILED;
        }
    }

    private void clearScratch() {
        if (scratch.capacity() > SCRATCH_BYTES) {
            scratch.release();
            scratch = Unpooled.buffer(1024);
        }
        scratch.clear();
    }

    private void report(Event event) {
        Object body = event.body();
        String type = String.valueOf(body == null ? null : body.getClass().getName());
        if (reportedBodies.size() < MOST_REPORTS && reportedBodies.add(type)) {
            LOG.warn("Events with a body of " + type + " are dropped; " + event.address() + " had one");
        }
    }
}
