package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Latencies;
import io.busbar.testing.ManyReaders;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A reader of what {@link LoadPublisher} publishes to one address, which checks that no loss goes untold. */
final class LoadReader extends ManyReaders.Reader {

    /** Events {@code from} to {@code to - 1} did not come; before the next, a loss was told. */
    private record Gap(int from, int to, long toldSeq, long missed) {}

    private final int address;
    private final boolean conflated;
    private final AtomicReference<Latencies> latencies;
    private final List<Gap> gaps = new ArrayList<>(1);
    private final int[] newest;
    private long lastSeq;
    private boolean told;
    private long toldSeq;
    private long toldMissed;
    private int skipped;
    private int needless;
    private int received;
    private volatile int next;

    /**
     * Creates a reader.
     *
     * @param conflated whether events may be left out without a word, if there is a newer one of their key
     * @param latencies where to count how long events took
     */
    LoadReader(int address, boolean conflated, AtomicReference<Latencies> latencies) {
        this.address = address;
        this.conflated = conflated;
        this.latencies = latencies;
        newest = new int[conflated ? LoadPublisher.KEYS : 0];
        Arrays.fill(newest, -1);
    }

    @Override
    protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
        int number = (int) numbers[1];
        if (numbers[0] != address || number < next) {
            throw new AssertionError("a" + numbers[0] + " " + number + " instead of a" + address + " " + next);
        }
        if (number > next) {
            lose(number);
        } else if (told) {
            // What had left the log, nobody knows any more whether it was for this reader.
            needless++;
        }
        told = false;
        toldMissed = 0;
        received++;
        lastSeq = seq;
        if (conflated) {
            newest[number % newest.length] = number;
        }
        latencies.get().add(arrivedNanos - numbers[2]);
        next = number + 1;
    }

    private void lose(int number) {
        if (told) {
            if (toldMissed < number - next && !conflated) {
                throw new AssertionError(
                        "a" + address + ": lost " + next + " to " + (number - 1) + ", told " + toldMissed);
            }
            gaps.add(new Gap(next, number, toldSeq, toldMissed));
        } else if (!conflated) {
            throw new AssertionError("a" + address + ": lost " + next + " to " + (number - 1) + ", told nothing");
        }
        skipped += number - next;
    }

    @Override
    protected void onNamed(String type, long seq, String data) {
        if (type.equals("busbar.lagged")) {
            long missed = new JsonObject(data).getLong("missed");
            if (seq >= 0 && missed > seq - lastSeq) {
                throw new AssertionError("a" + address + ": missed " + missed + " between " + lastSeq + " and " + seq);
            }
            told = true;
            toldSeq = seq;
            toldMissed += missed;
            lastSeq = Math.max(lastSeq, seq);
        }
    }

    /** Returns the number of the address that it reads. */
    int address() {
        return address;
    }

    /** Returns the number that the address's next event will have. Any thread. */
    int next() {
        return next;
    }

    /** Returns how many events came. Once the group is closed, as all that follows. */
    int received() {
        return received;
    }

    /** Returns how many events did not come. */
    int skipped() {
        return skipped;
    }

    /** Returns how many losses were told. */
    int losses() {
        return gaps.size();
    }

    /** Returns how many times a loss was told, and yet nothing of this address was lost. */
    int needless() {
        return needless;
    }

    /** Checks, now that the events' ids are known, that each loss lies before where it was told to end. */
    void checkPlaces(LoadPublisher publisher) {
        for (Gap gap : gaps) {
            if (gap.toldSeq >= 0) {
                long firstAfter = publisher.seq(address, gap.to);
                assertThat(firstAfter).as("a%d: %s", address, gap).isGreaterThan(gap.toldSeq);
                if (!conflated) {
                    assertThat(publisher.seq(address, gap.to - 1))
                            .as("a%d: %s", address, gap)
                            .isLessThanOrEqualTo(gap.toldSeq);
                }
            }
        }
    }

    /** Checks that the newest of each key came. */
    void checkNewest(LoadPublisher publisher) {
        int last = publisher.published(address) - 1;
        for (int key = 0; key < newest.length; key++) {
            int distance = Math.floorMod(last - key, newest.length);
            assertThat(newest[key]).as("newest of a%d, key %d", address, key).isEqualTo(last - distance);
        }
    }
}
