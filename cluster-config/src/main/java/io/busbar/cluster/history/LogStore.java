package io.busbar.cluster.history;

import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import io.busbar.cluster.MinimumMembers;
import io.busbar.history.SharedLogSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The maps of one log. Their keys and values are of the JDK, as members that know nothing of Busbar hold them too.
 * Methods return at once; their futures complete on the hub's context, and not before what runs there now is over.
 */
final class LogStore {

    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);
    private static final String ROLE = "role";
    private static final long RETRY_MILLIS = 50;
    private static final int READ_AT_ONCE = 32;
    private static final int THREADS = 8;

    /** For so long it counts that another member has taken this one for one, which is less than what is taken for death. */
    private static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final ContextInternal context;
    private final HazelcastInstance hazelcast;
    private final WorkerExecutor threads;
    private final WorkerExecutor trimming;
    private final SharedLogSettings settings;
    private final long timeToLiveMillis;
    private @Nullable Maps made;
    private volatile long provenNanos = System.nanoTime() - PROOF_NANOS;
    private volatile boolean closed;

    private record Maps(IMap<Long, byte[]> batches, IMap<String, String> state, IMap<String, Long> recordedSince) {}

    /** What became of a batch that was to be stored. */
    enum Outcome {
        /** It is in the log for good. */
        STORED,
        /**
         * Another node records, or this one sees too few; the batch is not in the log, or only because that node has found and
         * kept it.
         */
        DEPOSED
    }

    /** Creates a store whose futures complete on {@code context}. */
    LogStore(HazelcastInstance hazelcast, ContextInternal context, SharedLogSettings settings) {
        Vertx vertx = context.owner();
        this.context = context;
        this.hazelcast = hazelcast;
        this.threads = vertx.createSharedWorkerExecutor("busbar-cluster-log", THREADS);
        this.trimming = vertx.createSharedWorkerExecutor("busbar-cluster-trim", 1);
        this.settings = settings;
        // The recorder trims; this is for what is left when there is none any more, and the end of a quiet log is not
        // to go.
        this.timeToLiveMillis = 2 * settings.ageMillis();
    }

    /** Returns the maps, of whose configuration all members have to be told at first: to be called where that may take time. */
    private synchronized Maps maps() {
        Maps known = made;
        if (known == null) {
            known = make();
            made = known;
        }
        return known;
    }

    private Maps make() {
        String prefix = "__busbar." + settings.bridge();
        return new Maps(map(prefix + ".log"), map(prefix + ".state"), map(prefix + ".recorded"));
    }

    private <K, V> IMap<K, V> map(String name) {
        MapConfig config = new MapConfig(name)
                .setBackupCount(settings.backups())
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName()));
        try {
            hazelcast.getConfig().addMapConfig(config);
        } catch (InvalidConfigurationException e) {
            // As long as there are members, what the first one said counts.
            LOG.warn("Bridge " + settings.bridge() + " has another number of backups on other nodes, which counts", e);
        }
        return hazelcast.getMap(name);
    }

    private <T extends @Nullable Object> Future<T> run(Callable<T> task) {
        return OnContext.later(context, threads.executeBlocking(task, false));
    }

    /** Gives up what is under way; completes when the threads are free. */
    Future<Void> close() {
        closed = true;
        return trimming.close().eventually(threads::close);
    }

    // ---- the role ----

    /** Completes with who records; null if nobody ever did. */
    Future<@Nullable RecorderRole> role() {
        return run(this::readRole);
    }

    private @Nullable RecorderRole readRole() {
        String text = maps().state().get(ROLE);
        return text == null ? null : RecorderRole.parse(text);
    }

    /** Puts {@code to} into the place of {@code from}, whatever it takes; completes with whether that was still there. */
    Future<Boolean> changeRole(@Nullable RecorderRole from, RecorderRole to) {
        return run(() -> insistently(() -> {
            boolean isChanged = from == null
                    ? maps().state().putIfAbsent(ROLE, to.toString()) == null
                    : maps().state().replace(ROLE, from.toString(), to.toString());
            // An attempt before may have done it, of which nobody but this node knows.
            return isChanged || to.equals(readRole());
        }));
    }

    // ---- batches ----

    /** Completes with the batches from {@code first} to {@code last}, as far as they are there. */
    Future<NavigableMap<Long, byte[]>> read(long first, long last) {
        return run(() -> readNow(first, last));
    }

    private NavigableMap<Long, byte[]> readNow(long first, long last) {
        NavigableMap<Long, byte[]> found = new TreeMap<>();
        for (long number = first; number <= last; number += READ_AT_ONCE) {
            Set<Long> some = new HashSet<>();
            for (long each = number; each <= last && each < number + READ_AT_ONCE; each++) {
                some.add(each);
            }
            found.putAll(maps().batches().getAll(some));
        }
        return found;
    }

    /**
     * As {@link #read}, for a thread that may block.
     *
     * @throws TimeoutException if they can't be had within {@code timeoutMillis}
     */
    NavigableMap<Long, byte[]> rescue(long first, long last, long timeoutMillis)
            throws InterruptedException, ExecutionException, TimeoutException {
        // All threads of this store may be waiting for members that are gone.
        return CompletableFuture.supplyAsync(
                        () -> readNow(first, last), task -> new Thread(task, "busbar-rescue").start())
                .get(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Completes with the numbers of the batches that are there. */
    Future<Set<Long>> numbers() {
        return run(() -> Set.copyOf(maps().batches().keySet()));
    }

    /** Returns who this member is: another one when it has joined others again from which it was apart. Never blocks. */
    UUID member() {
        return hazelcast.getCluster().getLocalMember().getUuid();
    }

    /**
     * Stores a batch, whatever it takes, unless another node records by then.
     *
     * @param role of this node
     * @param member who this one was when it got the role
     */
    Future<Outcome> append(long number, byte[] bytes, RecorderRole role, UUID member) {
        return run(() -> {
            // Asked at the same time, to save a round trip: whoever takes the role after that finds this batch, or
            // takes its place.
            CompletionStage<@Nullable String> found = maps().state().getAsync(ROLE);
            if (!store(number, bytes)) {
                return Outcome.DEPOSED;
            }
            prove();
            // In this order: what was stored by too few members is not kept, even if there are enough again.
            if (MinimumMembers.arePresent(hazelcast) && role.equals(roleOf(found)) && member.equals(member())) {
                return Outcome.STORED;
            }
            insistently(() -> maps().batches().remove(number, bytes));
            return Outcome.DEPOSED;
        });
    }

    private boolean store(long number, byte[] bytes) throws Exception {
        return insistently(() -> {
            byte[] found = maps().batches().putIfAbsent(number, bytes, timeToLiveMillis, TimeUnit.MILLISECONDS);
            // An attempt before may have put it there, and its copies not: putting what is there makes none, replacing
            // does.
            return found == null || (Arrays.equals(found, bytes) && replaceNow(number, bytes, bytes));
        });
    }

    private boolean replaceNow(long number, byte[] from, byte[] to) {
        return maps().batches().replace(number, from, to)
                && maps().batches().setTtl(number, timeToLiveMillis, TimeUnit.MILLISECONDS);
    }

    private @Nullable RecorderRole roleOf(CompletionStage<@Nullable String> found) throws Exception {
        try {
            String text = found.toCompletableFuture().get();
            return text == null ? null : RecorderRole.parse(text);
        } catch (ExecutionException e) {
            return insistently(this::readRole);
        }
    }

    /**
     * Waits until another member takes this one for one, if none has lately: a node that was paused for long may have been
     * put out of the cluster without having heard of it, and then there are no copies of what it stores.
     */
    private void prove() throws Exception {
        long now = System.nanoTime();
        if (now - provenNanos > PROOF_NANOS) {
            insistently(() -> {
                Long key = KeyElsewhere.find(hazelcast);
                return key == null || !maps().batches().containsKey(key);
            });
            provenNanos = now;
        }
    }

    /** Hazelcast gives up when it can't tell what has become of an operation; what is done here can be done again. */
    private <T extends @Nullable Object> T insistently(Callable<T> operation) throws Exception {
        while (true) {
            try {
                return operation.call();
            } catch (HazelcastInstanceNotActiveException e) {
                throw e;
            } catch (HazelcastException e) {
                if (closed) {
                    throw e;
                }
                LOG.debug("Tried again", e);
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Puts {@code to} into the place of {@code from}; completes with whether that was still there. */
    Future<Boolean> replace(long number, byte[] from, byte[] to) {
        return run(() -> insistently(() -> replaceNow(number, from, to)));
    }

    /**
     * Removes batches that are not retained any more, one after the other: Hazelcast takes a thread for the end of each
     * asynchronous operation, where there are few processors even a new one.
     */
    void remove(Collection<Long> numbers) {
        Future<Void> unused = trimming.executeBlocking(
                () -> {
                    for (long number : numbers) {
                        insistently(() -> {
                            maps().batches().delete(number);
                            return null;
                        });
                    }
                    return null;
                },
                true);
    }

    /** Removes all batches, and what is recorded. */
    Future<Void> clear() {
        return run(() -> insistently(() -> {
            maps().batches().clear();
            maps().recordedSince().clear();
            return null;
        }));
    }

    // ---- what is recorded ----

    /** Completes with the unlisted addresses that are recorded, and since when. */
    Future<Map<String, Long>> recorded() {
        return run(() ->
                Map.copyOf(maps().recordedSince().getAll(maps().recordedSince().keySet())));
    }

    /** Completes with the number since when {@code address} is recorded; null if it is not. */
    Future<@Nullable Long> recordedSince(String address) {
        return run(() -> maps().recordedSince().get(address));
    }

    /** Notes since when {@code address} is recorded. */
    Future<Void> startRecording(String address, long since) {
        return inOrder(() -> maps().recordedSince().set(address, since));
    }

    /** Notes that {@code address} is not recorded any more. */
    Future<Void> stopRecording(String address) {
        return inOrder(() -> maps().recordedSince().delete(address));
    }

    /** What is said of an address last has to be done last. */
    private Future<Void> inOrder(Runnable change) {
        return OnContext.later(
                context,
                threads.executeBlocking(
                        () -> insistently(() -> {
                            change.run();
                            return null;
                        }),
                        true));
    }
}
