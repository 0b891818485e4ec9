package io.busbar.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    private static final long LARGEST = 999_999_999_999_999_999L;

    @Test
    void whatWasWrittenIsReadBack() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            EventId id = new EventId(EventId.newEpoch(), random.nextLong(LARGEST >> random.nextInt(60)));
            assertThat(EventId.parse(id.toString())).as("seed %d", seed).isEqualTo(id);
        }
        for (long seq : new long[] {0, 1, 9, 10, LARGEST}) {
            assertThat(EventId.parse("e-" + seq)).isEqualTo(new EventId("e", seq));
        }
    }

    /** A client may send anything; what is taken for an id must be one to the letter, and no other text may mean it. */
    @Test
    void whatIsReadIsWrittenBackAsItCame() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        String alphabet = "0123456789aZ-._~+ \n\0\u0663\uff11";
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : "ep0ch-");
            int length = random.nextInt(24);
            for (int k = 0; k < length; k++) {
                text.append(alphabet.charAt(random.nextInt(random.nextInt(3) == 0 ? alphabet.length() : 10)));
            }
            EventId id;
            try {
                id = EventId.parse(text.toString());
            } catch (IllegalArgumentException e) {
                continue;
            }
            read++;
            assertThat(id.toString()).as("seed %d", seed).isEqualTo(text.toString());
            assertThat(id.seq()).as("seed %d", seed).isBetween(0L, LARGEST);
        }
        assertThat(read).as("ids among the texts, seed %d", seed).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "epoch",
                "epoch-",
                "-1",
                "epoch--1",
                "epoch-+1",
                "epoch-01",
                "epoch-00",
                "epoch- 1",
                "epoch-1 ",
                " epoch-1",
                "epoch-1\n",
                "epoch-1-1",
                "epoch-1.0",
                "epoch-1e3",
                "epoch-0x1",
                "epoch-1000000000000000000",
                "epoch-9223372036854775808",
                "epoch-99999999999999999999999",
                "ep.och-1",
                "ep~och-1",
                "ep_och-1",
                "\u00e9poch-1",
                "epoch-\u0661",
                "epoch\u20101"
            })
    void otherTextIsNoId(String text) {
        assertThatThrownBy(() -> EventId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEpochThatIsLongerThanAnyIsRefused() {
        assertThatThrownBy(() -> EventId.parse("e".repeat(200) + "-1")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Longer ids, or other characters, would cost browsers a preflight on every reconnect. */
    @Test
    void epochsDifferAndIdsStayShortAndPlain() {
        Set<String> epochs = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String epoch = EventId.newEpoch();
            assertThat(epochs.add(epoch)).as(epoch).isTrue();
            assertThat(new EventId(epoch, LARGEST).toString())
                    .matches("[A-Za-z0-9]+-[0-9]+")
                    .hasSizeLessThan(64);
        }
    }
}
