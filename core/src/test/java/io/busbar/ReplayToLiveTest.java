package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.eventbus.DeliveryOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The seam between replay and live: while events flow on 500 addresses, 500 clients leave and resume from random places
 * of the log, again and again. Each stream has every event of its addresses from that place on, once, in log order.
 */
class ReplayToLiveTest {

    private static final int ADDRESSES = 500;
    private static final int PER_GROUP = 5;
    private static final int CLIENTS = 500;
    private static final int RATE = 50_000;
    private static final String SOURCE = "all";
    private static final int ONE_IN_BY_API = 10;
    private static final int RETAINED = 250_000;
    /** How far back clients go, and how far the slowest may be behind before the publisher waits for it. */
    private static final int BACK = 50_000;

    private static final int MOST_IN_FLIGHT = 2_000;
    private static final long PACE_NANOS = 200_000;
    private static final int LONGEST_LAG = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whoResumesAnywhereWhileEventsFlowGetsEachOnceAndInOrder() {
        new Run(Long.getLong("seed", System.nanoTime()), Duration.ofMillis(2_500), 600).run();
    }

    @Test
    @Tag("soak")
    void fiftyThousandEventsASecondPassTheSeamUnharmed() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        // To follow each buffer costs several times what is to be shown here.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            System.out.println(new Run(Long.getLong("seed", System.nanoTime()), Duration.ofSeconds(40), 8_000).run());
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    /** One server with its publisher and its clients. */
    private static final class Run {

        private final long seed;
        private final Random random;
        private final Duration time;
        private final int longestStayMillis;
        private final List<Client> clients = new ArrayList<>();
        private final Queue<Client> away = new ConcurrentLinkedQueue<>();
        private final AtomicReference<String> epoch = new AtomicReference<>();
        private final AtomicReference<String> fault = new AtomicReference<>();

        /** The place in the log of each event of each address; 0 until it is known. */
        private final long[][] places = new long[ADDRESSES][];

        private final int[] published = new int[ADDRESSES];
        private final AtomicLong newest = new AtomicLong();
        private volatile boolean settled;
        private long resumes;

        Run(long seed, Duration time, int longestStayMillis) {
            this.seed = seed;
            this.random = new Random(seed);
            this.time = time;
            this.longestStayMillis = longestStayMillis;
            int most = (int) (2L * RATE * time.toMillis() / 1000 / ADDRESSES);
            for (int i = 0; i < ADDRESSES; i++) {
                places[i] = new long[most + 2];
            }
        }

        String run() {
            SseBridgeOptions options = BridgeServer.permitAll()
                    .addSource(new SourceOptions()
                            .setAddress(SOURCE)
                            .setAddressHeader("sse-address")
                            .setAddressPattern("a.**"))
                    .setHistory(new HistoryOptions().setEvents(RETAINED).setBytes(1L << 29));
            try (BridgeServer server = BridgeServer.start(options);
                    ManyReaders one = new ManyReaders("readers-1");
                    ManyReaders two = new ManyReaders("readers-2")) {
                for (int i = 0; i < CLIENTS; i++) {
                    Client client = new Client(i % 2 == 0 ? one : two, addresses(i), i % 5 == 0);
                    clients.add(client);
                    client.connect(server.port());
                }
                one.awaitOpen();
                two.awaitOpen();
                String report = publish(server);
                settled = true;
                await("all to have come back", () -> {
                    comeBack(server);
                    return clients.stream().allMatch(client -> client.stream.isHere());
                });
                for (int i = 0; i < ADDRESSES; i++) {
                    publish(server, i);
                }
                await("all to read to the end", () -> clients.stream().allMatch(client -> client.stream.isAtEnd()));
                assertThat(one.ended() + two.ended())
                        .as(what("streams that the server ended"))
                        .isZero();
                check();
                return report;
            }
        }

        /** Every address has a client at least; one client in five has a pattern for its five. */
        private int[] addresses(int client) {
            if (client % 5 == 0) {
                int group = client / 5;
                return IntStream.range(group * PER_GROUP, (group + 1) * PER_GROUP)
                        .toArray();
            }
            return IntStream.concat(IntStream.of(client), random.ints(random.nextInt(PER_GROUP), 0, ADDRESSES))
                    .distinct()
                    .toArray();
        }

        // ---- publishing ----

        private String publish(BridgeServer server) {
            long cpu = processCpu();
            long loopsCpu = loopsCpu();
            long begin = System.nanoTime();
            long end = begin + time.toNanos();
            long sent = 0;
            long out = server.status().eventsOut();
            while (System.nanoTime() - end < 0 && fault.get() == null) {
                long due = (System.nanoTime() - begin) / 1_000 * RATE / 1_000_000;
                long inFlight = sent - server.status().eventsIn();
                for (long i = Math.min(due - sent, MOST_IN_FLIGHT - inFlight); i > 0; i--, sent++) {
                    publish(server, random.nextInt(ADDRESSES));
                }
                awaitReaders(server);
                LockSupport.parkNanos(PACE_NANOS);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%,.0f events/s published, %,.0f/s delivered, %d resumes, in %.0f s; CPU: %.2f cores, of which the"
                            + " event loops %.2f; seed %d",
                    sent / seconds,
                    (server.status().eventsOut() - out) / seconds,
                    resumes,
                    seconds,
                    (processCpu() - cpu) / seconds / 1e9,
                    (loopsCpu() - loopsCpu) / seconds / 1e9,
                    seed);
        }

        private void publish(BridgeServer server, int address) {
            int number = published[address] + 1;
            if (number == places[address].length) {
                return;
            }
            published[address] = number;
            String body = address + " " + number;
            if (address % ONE_IN_BY_API > 0) {
                server.vertx()
                        .eventBus()
                        .publish(SOURCE, body, new DeliveryOptions().addHeader("sse-address", nameOf(address)));
                return;
            }
            server.bridge(number % 2)
                    .publish(nameOf(address), body, Map.of())
                    .onComplete(
                            id -> {
                                int hyphen = id.lastIndexOf('-');
                                epoch.set(id.substring(0, hyphen));
                                place(address, number, Long.parseLong(id.substring(hyphen + 1)));
                            },
                            cause -> fault("not published: " + cause));
        }

        /** What has not been read must not leave the retention. */
        private void awaitReaders(BridgeServer server) {
            comeBack(server);
            if (!isEachWithinReach()) {
                await("the readers to keep up", () -> {
                    comeBack(server);
                    return isEachWithinReach();
                });
            }
        }

        private boolean isEachWithinReach() {
            long farthest = newest.get() - LONGEST_LAG;
            return clients.stream().allMatch(client -> client.stream.reached > farthest);
        }

        /** Those with a pattern have read together everything, and do not leave anything out. */
        private void comeBack(BridgeServer server) {
            for (Client client = next(); client != null; client = next()) {
                long head = client.byPattern ? client.stream.reached : newest.get();
                client.resume(server.port(), head - random.nextInt((int) Math.min(head, BACK) + 1));
                resumes++;
            }
        }

        private Client next() {
            // An id can only be made up when one was seen.
            return epoch.get() == null ? null : away.poll();
        }

        private static String nameOf(int address) {
            return "a." + address / PER_GROUP + "." + address;
        }

        // ---- the check ----

        private void place(int address, int number, long place) {
            long known = places[address][number];
            if (known == 0) {
                places[address][number] = place;
            } else if (known != place) {
                fault("event " + number + " of " + address + " is at " + known + " and at " + place);
            }
        }

        private void fault(String text) {
            fault.compareAndSet(null, text);
        }

        private void await(String what, BooleanSupplier condition) {
            Conditions.await(() -> what(what), () -> fault.get() != null || condition.getAsBoolean(), PATIENCE);
            assertThat(fault.get()).as(what(what)).isNull();
        }

        private String what(String what) {
            return what + ", seed " + seed;
        }

        private void check() {
            for (int i = 0; i < ADDRESSES; i++) {
                for (int n = 1; n <= published[i]; n++) {
                    assertThat(places[i][n])
                            .as(what("the place of " + n + " of " + i))
                            .isPositive();
                }
            }
            clients.forEach(client -> client.streams.forEach(Stream::check));
            assertThat(fault.get()).as(what("faults")).isNull();
            assertThat(resumes).as(what("resumes")).isGreaterThan(CLIENTS / 2);
        }

        private long processCpu() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }

        private long loopsCpu() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long nanos = 0;
            for (long id : threads.getAllThreadIds()) {
                ThreadInfo thread = threads.getThreadInfo(id);
                if (thread != null && thread.getThreadName().contains("eventloop")) {
                    nanos += threads.getThreadCpuTime(id);
                }
            }
            return nanos;
        }

        /** Who reads its addresses over one stream after the other. */
        private final class Client {

            private final ManyReaders group;
            private final int[] addresses;
            private final List<Stream> streams = new ArrayList<>();
            private final boolean byPattern;
            private volatile Stream stream;

            Client(ManyReaders group, int[] addresses, boolean byPattern) {
                this.group = group;
                this.addresses = addresses;
                this.byPattern = byPattern;
            }

            void connect(int port) {
                open(port, new Stream(this, 0, stay(), false));
            }

            void resume(int port, long from) {
                open(port, new Stream(this, from, stay(), true), "Last-Event-ID: " + epoch.get() + "-" + from);
            }

            private long stay() {
                return TimeUnit.MILLISECONDS.toNanos(longestStayMillis / 4 + random.nextInt(longestStayMillis));
            }

            private void open(int port, Stream next, String... headers) {
                streams.add(next);
                stream = next;
                StringBuilder path = new StringBuilder("/events?");
                if (byPattern) {
                    path.append("address=a.").append(addresses[0] / PER_GROUP).append(".*");
                } else {
                    for (int address : addresses) {
                        path.append("address=").append(nameOf(address)).append('&');
                    }
                }
                group.open(port, path.toString(), 0, next, headers);
            }
        }

        /** One stream of a client. */
        private final class Stream extends ManyReaders.Reader {

            private final Client client;
            private final long from;
            private final boolean resumes;
            private final long leaveNanos;
            private final int[] first;
            private final int[] last;
            private boolean exact;
            private volatile long reached;
            private volatile boolean isAttached;
            private volatile boolean leaving;

            /** Creates a stream that goes on after {@code from}, or begins afresh when nothing has been published. */
            Stream(Client client, long from, long stayNanos, boolean resumes) {
                this.client = client;
                this.from = from;
                this.resumes = resumes;
                this.leaveNanos = System.nanoTime() + stayNanos;
                this.first = new int[client.addresses.length];
                this.last = new int[client.addresses.length];
                this.reached = from;
            }

            @Override
            protected void onNamed(String type, long seq, String data) {
                switch (type) {
                    case "busbar.resume" -> {
                        exact = data.equals("{\"status\":\"exact\"}");
                        if (!exact) {
                            fault("resumed after " + from + ": " + data);
                        }
                    }
                    case "busbar.position" -> isAttached = true;
                    default -> fault(type + " on a stream after " + from + ", at " + reached + ": " + data);
                }
            }

            @Override
            protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
                int address = (int) numbers[0];
                int number = (int) numbers[1];
                int i = indexOf(address);
                if (seq <= reached || !isAttached || i < 0 || (last[i] > 0 && number != last[i] + 1)) {
                    fault("event " + number + " of " + address + " at " + seq + ", after " + reached
                            + (i < 0 ? "" : " and " + last[i]) + ", on a stream after " + from);
                    return;
                }
                if (first[i] == 0) {
                    first[i] = number;
                }
                last[i] = number;
                place(address, number, seq);
                reached = seq;
                newest.accumulateAndGet(seq, Math::max);
                if (arrivedNanos - leaveNanos > 0) {
                    // In this order, as whoever settles asks for it in the other.
                    leaving = true;
                    if (settled) {
                        leaving = false;
                    } else {
                        leave();
                    }
                }
            }

            /** Returns whether it is attached, and will stay, if it is settled. */
            boolean isHere() {
                return isAttached && !leaving;
            }

            @Override
            protected void onLeft() {
                away.add(client);
            }

            private int indexOf(int address) {
                for (int i = 0; i < client.addresses.length; i++) {
                    if (client.addresses[i] == address) {
                        return i;
                    }
                }
                return -1;
            }

            boolean isAtEnd() {
                if (reached == from) {
                    return false;
                }
                for (int i = 0; i < last.length; i++) {
                    if (last[i] != published[client.addresses[i]]) {
                        return false;
                    }
                }
                return true;
            }

            /** Nothing is missing before the first event of an address, or behind the last. */
            void check() {
                if (resumes && isAttached && !exact) {
                    fault("a stream after " + from + " was not told that it resumed");
                }
                for (int i = 0; i < last.length; i++) {
                    int address = client.addresses[i];
                    int before = first[i] == 0 ? last(address, from) : first[i] - 1;
                    if (places[address][before] > from) {
                        fault("a stream after " + from + " lacks " + before + " of " + address);
                    }
                    int next = (first[i] == 0 ? before : last[i]) + 1;
                    if (next <= published[address] && places[address][next] <= reached) {
                        fault("a stream up to " + reached + " lacks " + next + " of " + address);
                    }
                }
            }

            /** Returns the number of the address's last event up to {@code place}; 0 if there is none. */
            private int last(int address, long place) {
                int number = 0;
                while (number < published[address] && places[address][number + 1] <= place) {
                    number++;
                }
                return number;
            }
        }
    }
}
