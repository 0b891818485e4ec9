package io.busbar.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one node tells producers, and what it leaves to another. */
class SubscriberEventsTest {

    private static final long DELAY = 10;

    private long now = Long.MAX_VALUE - 5;
    private final List<String> told = new ArrayList<>();
    private final SubscriberEvents events =
            new SubscriberEvents(DELAY, () -> now, (key, subscribed) -> told.add((subscribed ? "+" : "-") + key));

    /** The node that speaks is heard all the time. */
    private void pass(long nanos) {
        now += nanos;
        events.tick(now - 3);
    }

    @Test
    void firstIsToldAtOnceAndLastAfterTheDelay() {
        events.speak(true);
        events.first("k");
        assertThat(told).containsExactly("+k");
        events.last("k");
        pass(DELAY - 1);
        assertThat(told).containsExactly("+k");
        pass(1);
        assertThat(told).containsExactly("+k", "-k");
        pass(DELAY);
        assertThat(told).hasSize(2);
    }

    @Test
    void aKeyThatSoonHasAnotherSubscriberHasLostNothing() {
        events.speak(true);
        events.first("k");
        events.last("k");
        pass(DELAY - 1);
        events.first("k");
        pass(2 * DELAY);
        assertThat(told).containsExactly("+k");
    }

    @Test
    void oneThatIsSilentTellsNothing() {
        events.first("k");
        events.last("k");
        pass(DELAY);
        assertThat(told).isEmpty();
    }

    @Test
    void whoBeginsToSpeakTellsAgainWhatThereIs() {
        events.first("k");
        events.first("l");
        events.last("l");
        events.speak(true);
        assertThat(told).containsExactlyInAnyOrder("+k", "+l");
        pass(DELAY);
        assertThat(told).hasSize(3).endsWith("-l");
        events.speak(true);
        assertThat(told).hasSize(3);
    }

    @Test
    void whoBeginsToSpeakTellsWhatTheOneBeforeMayNotHaveTold() {
        events.first("early");
        events.last("early");
        now += DELAY;
        events.tick(now - 1);
        events.first("late");
        events.last("late");
        now += DELAY;
        long heard = now - 1;
        events.tick(heard);
        now += 100;
        events.tick(heard);
        events.speak(true);
        assertThat(told).containsExactly("-late");
    }

    @Test
    void whatIsUntoldIsHandedToOnesThatComeLater() {
        events.first("k");
        events.first("l");
        events.last("k");
        SubscriberEvents later =
                new SubscriberEvents(DELAY, () -> now, (key, subscribed) -> told.add((subscribed ? "+" : "-") + key));
        later.missed(events.untold());
        later.speak(true);
        now += DELAY;
        later.tick(now);
        assertThat(told).containsExactly("-k");
    }

    @Test
    void moreLossesThanCanBeKeptAreToldByWhoKnowsThem() {
        int all = SubscriberEvents.MOST_LEFT + 3;
        for (int i = 0; i < all; i++) {
            events.first("k" + i);
            events.last("k" + i);
        }
        now += DELAY;
        events.tick(now - DELAY);
        assertThat(told).hasSize(3).allMatch(each -> each.startsWith("-k"));
        assertThat(events.untold()).hasSize(SubscriberEvents.MOST_LEFT);
    }

    @Test
    void theLastOfAllTellsThatNobodyIsLeft() {
        events.speak(true);
        events.first("k");
        events.first("l");
        events.last("l");
        events.end();
        assertThat(told).contains("-k", "-l");
    }
}
