package io.busbar.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {

    @ParameterizedTest
    @CsvSource({
        "news, news, true",
        "news, new, false",
        "news.*, news.uk, true",
        "news.*, news, false",
        "news.*, news.uk.london, false",
        "*.uk, news.uk, true",
        "news.*.london, news.uk.london, true",
        "news.**, news.uk.london, true",
        "news.**, news, false",
        "**, anything.at.all, true",
        "*, one, true",
        "*, one.two, false",
        "a.*, a., true",
        "a..b, a..b, true",
    })
    void oneStarIsOneSegmentAndTwoAreTheRest(String pattern, String address, boolean matches) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "*a.b", "**.a", "a.***", "a.b*c"})
    void aWildcardThatIsNoWholeSegmentIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> AddressPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aPatternHasSixteenSegmentsAtMost() {
        AddressPattern.parse("a.".repeat(15) + "*");
        assertThatThrownBy(() -> AddressPattern.parse("a.".repeat(16) + "*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
    }

    /** The tree of segments against trying each pattern, over random patterns that come and go. */
    @Test
    void theIndexFindsWhatTryingEachPatternFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeyMap<String> index = new KeyMap<>();
        Map<String, SubscriptionKey> present = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            SubscriptionKey key = SubscriptionKey.parse(anyPattern(random));
            if (random.nextInt(3) == 0) {
                index.remove(key);
                present.remove(key.text());
            } else {
                index.put(key, key.text());
                present.put(key.text(), key);
            }
            String address = anyAddress(random);
            List<String> found = new ArrayList<>();
            index.forEachMatch(address, true, found::add);
            List<String> expected = present.values().stream()
                    .filter(candidate -> candidate.pattern() == null
                            ? candidate.text().equals(address)
                            : candidate.pattern().matches(address))
                    .map(SubscriptionKey::text)
                    .toList();
            assertThat(found).as("seed %d, address %s", seed, address).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(found))
                    .as("seed %d, address %s", seed, address)
                    .isEqualTo(new TreeSet<>(expected));
        }
        present.values().forEach(index::remove);
        assertThat(index.size()).isZero();
    }

    /** Plugins read patterns with a class of their own, since they see nothing of the bridge's. */
    @Test
    void pluginsReadPatternsAsSubscribersDo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = anyPattern(random);
            String address = anyAddress(random);
            assertThat(io.busbar.plugin.AddressPattern.parse(pattern).matches(address))
                    .as("seed %d, pattern %s, address %s", seed, pattern, address)
                    .isEqualTo(AddressPattern.parse(pattern).matches(address));
        }
    }

    private static String anyPattern(Random random) {
        List<String> segments = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            segments.add(List.of("a", "b", "c", "*", "").get(random.nextInt(5)));
        }
        if (random.nextInt(4) == 0) {
            segments.add("**");
        }
        return String.join(".", segments);
    }

    private static String anyAddress(Random random) {
        List<String> segments = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            segments.add(List.of("a", "b", "c", "").get(random.nextInt(4)));
        }
        return String.join(".", segments);
    }
}
