package io.busbar.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.presence.SimulatedNodes.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What producers are told, whatever happens to nodes. */
class KeyExchangeTest {

    private static final int SETTLED_SECONDS = SimulatedNodes.DELAY_SECONDS + SimulatedNodes.DETECTION_SECONDS + 10;

    private static final int RUNS = 1_000;

    private final SimulatedNodes nodes = new SimulatedNodes();

    @Test
    void oneNodeTellsOfFirstsAndLastsInTheWholeCluster() {
        nodes.start("a");
        nodes.pass(1);
        Node b = nodes.start("b");
        Node c = nodes.start("c");
        nodes.pass(1);
        b.turn("k");
        c.turn("k");
        nodes.pass(1);
        b.turn("k");
        nodes.pass(SETTLED_SECONDS);
        assertThat(nodes.takeTold()).containsExactly("a +k");
        c.turn("k");
        nodes.pass(SETTLED_SECONDS);
        assertThat(nodes.takeTold()).containsExactly("a -k");
    }

    @Test
    void aNodeThatComesKnowsEverythingWhenItHasJoined() {
        Node b = nodes.start("b");
        nodes.pass(1);
        b.turn("k");
        b.turn("l");
        nodes.deliver();
        Node a = nodes.start("a");
        nodes.deliver();
        assertThat(a.exchange().all()).containsExactlyInAnyOrder("k", "l");
    }

    @Test
    void aNodeThatMissesSomethingAsksOnceForTheWhole() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        int before = nodes.asked();
        nodes.lose(a::equals);
        b.turn("k");
        nodes.lose(null);
        b.turn("l");
        b.turn("m");
        b.turn("n");
        nodes.deliver();
        assertThat(a.exchange().all()).containsExactlyInAnyOrder("k", "l", "m", "n");
        assertThat(nodes.asked() - before).isEqualTo(1);
    }

    @Test
    void aMessageThatWasLostIsNoticedAtTheNextWord() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        nodes.lose(a::equals);
        b.turn("k");
        nodes.lose(null);
        assertThat(a.exchange().all()).isEmpty();
        nodes.pass(1);
        assertThat(a.exchange().all()).containsExactly("k");
    }

    @Test
    void whatTheTellerHadWhenItLeftIsToldByTheNext() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        a.turn("only there");
        b.turn("here");
        nodes.pass(2);
        nodes.takeTold();
        nodes.close(a, true);
        nodes.deliver();
        assertThat(nodes.takeTold()).containsExactlyInAnyOrder("b +here", "b +only there");
        nodes.pass(SETTLED_SECONDS);
        assertThat(nodes.takeTold()).containsExactly("b -only there");
    }

    @Test
    void whatHappensBeforeTheOthersSeeThatTheTellerIsDeadIsToldByTheNext() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        b.turn("goes");
        nodes.pass(1);
        b.turn("goes");
        nodes.pass(SimulatedNodes.DELAY_SECONDS - 1);
        nodes.takeTold();
        nodes.kill(a);
        b.turn("comes");
        nodes.pass(SimulatedNodes.DETECTION_SECONDS - 2);
        assertThat(nodes.takeTold()).isEmpty();
        nodes.pass(2);
        assertThat(nodes.takeTold()).containsExactlyInAnyOrder("b +comes", "b -goes");
    }

    @Test
    void aLossIsToldAlsoIfOneThatSeemsElderComesWithinTheDelay() {
        Node b = nodes.start("b");
        nodes.pass(2);
        b.turn("k");
        nodes.pass(1);
        b.turn("k");
        nodes.pass(2);
        assertThat(nodes.takeTold()).containsExactly("b +k");
        nodes.startBehind("a");
        nodes.pass(SETTLED_SECONDS);
        assertThat(nodes.takeTold()).containsExactly("a -k");
    }

    @Test
    void oneThatComesLeavesTheTellingToTheEldest() {
        nodes.start("b");
        nodes.pass(2);
        Node a = nodes.start("a");
        nodes.pass(2);
        a.turn("k");
        nodes.pass(1);
        assertThat(nodes.takeTold()).containsExactly("b +k");
    }

    @Test
    void aBridgeThatIsClosedOnANodeThatStaysDoesNotKeepTheOthersSilent() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        nodes.close(a, false);
        nodes.pass(1);
        b.turn("k");
        assertThat(nodes.takeTold()).containsExactly("b +k");
    }

    @Test
    void aBridgeThatGoesWithoutAWordIsForgottenSoonEvenIfItsNodeStays() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        a.turn("k");
        nodes.pass(1);
        nodes.takeTold();
        nodes.loseBridge(a);
        nodes.pass(10);
        assertThat(b.exchange().all()).isEmpty();
        nodes.pass(SETTLED_SECONDS);
        assertThat(nodes.takeTold()).contains("b -k");
    }

    @Test
    void aBridgeThatIsBuiltAgainIsHeardFromItsFirstChange() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        for (int i = 0; i < 10; i++) {
            b.turn("old");
        }
        b.turn("old");
        nodes.pass(1);
        nodes.loseBridge(b);
        Node again = nodes.start("b");
        nodes.pass(2);
        again.turn("new");
        nodes.deliver();
        assertThat(a.exchange().all()).contains("new");
        nodes.pass(10);
        assertThat(a.exchange().all()).containsExactly("new");
    }

    /** As a client's that comes back while the old log gives way to a new one. */
    @Test
    void aKeyThatTwoLogsOfANodeWantIsThereUntilNoneDoes() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        nodes.pass(2);
        a.exchange().changed("k", true);
        a.exchange().changed("k", true);
        a.exchange().changed("k", false);
        nodes.pass(SETTLED_SECONDS);
        assertThat(b.exchange().all()).containsExactly("k");
        assertThat(nodes.takeTold()).containsExactly("a +k");
        a.exchange().changed("k", false);
        nodes.deliver();
        assertThat(b.exchange().all()).isEmpty();
    }

    @Test
    void theLastBridgeTellsThatNobodyIsLeft() {
        Node a = nodes.start("a");
        nodes.pass(2);
        a.turn("k");
        nodes.close(a, true);
        assertThat(nodes.takeTold()).containsExactly("a +k", "a -k");
    }

    /** As long as somebody is left who knew it. */
    @Test
    void whateverHappensProducersLearnTheTruthInTheEnd() {
        for (int seed = 0; seed < RUNS; seed++) {
            SimulatedNodes simulated = new SimulatedNodes();
            live(simulated, new Random(seed));
            simulated.pass(SETTLED_SECONDS);
            Set<String> truth = new HashSet<>();
            simulated.all().forEach(node -> truth.addAll(node.keys()));
            for (Node node : simulated.all()) {
                assertThat(node.exchange().all())
                        .as("run %d, node %s", seed, node.id())
                        .isEqualTo(truth);
            }
            for (String key : truth) {
                assertThat(simulated.lastTold()).as("run %d", seed).containsEntry(key, true);
            }
            int run = seed;
            simulated.lastTold().forEach((key, subscribed) -> assertThat(subscribed)
                    .as("run %d, key %s", run, key)
                    .isEqualTo(truth.contains(key)));
        }
    }

    private static void live(SimulatedNodes simulated, Random random) {
        simulated.start("m");
        simulated.pass(2);
        for (int step = 0; step < 60; step++) {
            boolean isLossy = random.nextInt(3) == 0;
            if (isLossy) {
                simulated.lose(to -> random.nextInt(4) == 0);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                List<Node> all = simulated.all();
                all.get(random.nextInt(all.size())).turn("k" + random.nextInt(4));
            }
            if (isLossy) {
                simulated.pass(random.nextInt(3));
                simulated.lose(null);
                simulated.pass(2);
            }
            simulated.deliver();
            change(simulated, random);
            simulated.pass(random.nextInt(6));
        }
    }

    private static void change(SimulatedNodes simulated, Random random) {
        List<Node> all = simulated.all();
        if (random.nextInt(4) == 0 && all.size() < 5) {
            String id = String.valueOf((char) ('a' + random.nextInt(26)));
            if (all.stream().noneMatch(node -> node.id().equals(id))) {
                if (simulated.isQuiet() && random.nextInt(4) == 0) {
                    simulated.startBehind(id);
                } else {
                    simulated.start(id);
                }
            }
        } else if (random.nextInt(4) == 0) {
            Node node = all.get(random.nextInt(all.size()));
            if (all.stream().anyMatch(other -> !other.equals(node) && other.age() > SETTLED_SECONDS)) {
                switch (random.nextInt(4)) {
                    case 0 -> simulated.kill(node);
                    case 1 -> simulated.loseBridge(node);
                    default -> simulated.close(node, random.nextBoolean());
                }
            }
        }
    }
}
