package io.busbar.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Collects what Netty's leak detectors find. A detector notices a leak when the leaked object was collected and another
 * one is tracked, so both are brought about here. Thread-safe.
 */
final class LeakReports extends ResourceLeakDetectorFactory {

    private static final int QUIET_ROUNDS = 2;
    private static final long GC_PATIENCE_MS = 2_000;

    private final ConcurrentLinkedQueue<String> reports = new ConcurrentLinkedQueue<>();
    private final List<Collecting<?>> detectors = new CopyOnWriteArrayList<>();
    private final AtomicBoolean watchesBuffers = new AtomicBoolean();

    /**
     * Makes Netty report to the instance that is returned.
     *
     * @throws IllegalStateException if Netty's buffers have been used before, and report elsewhere
     */
    static LeakReports install() {
        // Vert.x switches detection off unless this is set; both must happen before the first buffer.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "paranoid");
        }
        LeakReports installed = new LeakReports();
        setResourceLeakDetectorFactory(installed);
        ByteBufAllocator.DEFAULT.buffer(1).release();
        if (!installed.watchesBuffers.get()) {
            throw new IllegalStateException("Netty's buffers were used before leak detection was installed");
        }
        return installed;
    }

    /** Collects garbage until no more leaks come to light, and returns and forgets those reported so far. */
    List<String> take() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        int quiet = 0;
        while (quiet < QUIET_ROUNDS) {
            collectGarbage();
            detectors.forEach(Collecting::poll);
            int before = taken.size();
            for (String report = reports.poll(); report != null; report = reports.poll()) {
                taken.add(report);
            }
            quiet = taken.size() == before ? quiet + 1 : 0;
        }
        return taken;
    }

    /** Returns when what was unreachable has been collected, and its references were enqueued. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
        System.gc();
        if (collected.remove(GC_PATIENCE_MS) != canary) {
            throw new IllegalStateException("System.gc() collects nothing; is -XX:+DisableExplicitGC set?");
        }
    }

    @Override
    @Deprecated // and yet the one that every other way of making a detector ends in
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        if (ByteBuf.class.isAssignableFrom(resource)) {
            watchesBuffers.set(true);
        }
        Collecting<T> detector = new Collecting<>(resource, samplingInterval, reports);
        detectors.add(detector);
        return detector;
    }

    private static final class Collecting<T> extends ResourceLeakDetector<T> {

        private final ConcurrentLinkedQueue<String> reports;

        Collecting(Class<T> resource, int samplingInterval, ConcurrentLinkedQueue<String> reports) {
            super(resource, samplingInterval);
            this.reports = reports;
        }

        /** Tracks and releases something, upon which the detector looks at what was collected. */
        @SuppressWarnings("unchecked") // it is only ever held as a reference
        void poll() {
            T something = (T) new Object();
            ResourceLeakTracker<T> tracker = track(something);
            if (tracker != null) {
                tracker.close(something);
            }
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            super.reportTracedLeak(resourceType, records);
            reports.add("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            super.reportUntracedLeak(resourceType);
            reports.add("LEAK: " + resourceType + " (no records)");
        }
    }
}
