package io.busbar.testing;

import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a bridge told it. Thread-safe. */
public final class RecordingListener implements BridgeListener {

    /** A connection that ended, and why. */
    public record Closed(Subscriber subscriber, CloseReason reason) {}

    private final List<Subscriber> opened = new CopyOnWriteArrayList<>();
    private final List<Subscriber> slow = new CopyOnWriteArrayList<>();
    private final List<Closed> closed = new CopyOnWriteArrayList<>();

    /** Creates a listener that has heard nothing. */
    public RecordingListener() {}

    @Override
    public void onOpen(Subscriber subscriber) {
        opened.add(subscriber);
    }

    @Override
    public void onSlowConsumer(Subscriber subscriber) {
        slow.add(subscriber);
    }

    @Override
    public void onClose(Subscriber subscriber, CloseReason reason) {
        closed.add(new Closed(subscriber, reason));
    }

    /** Returns the connections that were opened, oldest first. */
    public List<Subscriber> opened() {
        return List.copyOf(opened);
    }

    /** Returns the slow connections that were told of, oldest first. */
    public List<Subscriber> slow() {
        return List.copyOf(slow);
    }

    /** Returns the connections that ended, oldest first. */
    public List<Closed> closed() {
        return List.copyOf(closed);
    }

    /** Returns why connections ended, oldest first. */
    public List<CloseReason> reasons() {
        return closed.stream().map(Closed::reason).toList();
    }
}
