package io.busbar.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An index against a naive one that forgets nothing. */
class SeqIndexTest {

    /** What was added is there, in order, unless its number is at most the one up to which things may be forgotten. */
    @Test
    void nothingIsForgottenWithoutSayingSo() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        boolean overflowed = false;
        for (int round = 0; round < 60; round++) {
            SeqIndex index = new SeqIndex();
            TreeSet<Long> added = new TreeSet<>();
            long seq = random.nextInt(3);
            long forgotten = 0;
            int oneInTrims = 1 + random.nextInt(3_000);
            for (int i = 0; i < 5_000; i++) {
                seq += 1 + random.nextInt(3);
                index.add(seq);
                if (random.nextBoolean()) {
                    index.add(seq);
                }
                added.add(seq);
                if (added.size() > SeqIndex.MOST) {
                    forgotten = Math.max(forgotten, added.pollFirst());
                    overflowed = true;
                }
                if (random.nextInt(oneInTrims) == 0) {
                    long below = seq - random.nextInt(2_000);
                    if (random.nextBoolean()) {
                        index.trim(below);
                    } else {
                        index.forgetTo(below - 1);
                        forgotten = Math.max(forgotten, below - 1);
                    }
                    while (!added.isEmpty() && added.first() < below) {
                        forgotten = Math.max(forgotten, added.pollFirst());
                    }
                }
                if (random.nextInt(20) == 0) {
                    long position = seq + 5 - random.nextInt(3_000);
                    assertThat(index.firstAfter(position))
                            .as("first after %d, seed %d", position, seed)
                            .isEqualTo(added.headSet(position, true).size());
                }
                assertThat(index.size()).as("size, seed %d", seed).isEqualTo(added.size());
                assertThat(index.forgottenTo()).as("forgotten, seed %d", seed).isEqualTo(forgotten);
            }
            int at = 0;
            for (long each : added) {
                assertThat(index.get(at++)).as("at %d, seed %d", at - 1, seed).isEqualTo(each);
            }
        }
        assertThat(overflowed).as("an index was full, seed %d", seed).isTrue();
    }
}
