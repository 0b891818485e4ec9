package io.busbar.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.examples.quickstart.Browser;
import io.busbar.examples.quickstart.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example's page in a real browser, while its nodes are killed. */
@Timeout(300)
class ClusterTest {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void thePageGoesOnAtTheOtherNodeWhicheverIsKilledAndKnowsWhatIsMissing() throws Exception {
        try (RunningCluster cluster = new RunningCluster()) {
            Chromium.Page page = BROWSER.open(cluster.url(1));
            page.look(1280, 900, false);
            awaitServed(page, 1, 0);
            page.waitFor(word(1, "serves this page") + " && " + word(2, "stands by"));

            cluster.type("1", "Node 1 is dead.");

            awaitServed(page, 2, 1);
            page.waitFor("document.querySelector('#resume').textContent === ', resume: exact'");
            page.waitFor(word(1, "does not answer") + " && " + word(2, "serves this page"));
            assertThat(List.of(count(page, "missing"), count(page, "twice"))).containsOnly(0);
            picture(page, "killed");

            cluster.type("1", "node 1: " + cluster.url(1));
            String command = "document.querySelectorAll('.process code')[1].textContent";
            page.waitFor(word(1, "stands by") + " && " + command + " !== ''");
            // As the page says how: this is the node that records.
            String kill = page.evaluate(command).toString();
            assertThat(kill).matches("kill -9 \\d+");
            assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();

            awaitServed(page, 1, 2);
            page.waitFor("document.querySelector('#resume').textContent === ', resume: exact'");
            assertThat(count(page, "twice")).isZero();
            if (count(page, "missing") > 0) {
                assertThat(page.evaluate("document.querySelectorAll('#log .partial').length"))
                        .as("the page was told")
                        .isEqualTo(1);
            }
            picture(page, "recorder-killed");
        }
    }

    /** Waits until the page has got several events from {@code node}, to which it has changed for the n-th time. */
    private static void awaitServed(Chromium.Page page, int node, int changes) throws Exception {
        page.waitFor("document.querySelector('#state').textContent === 'node " + node + " serves this page'");
        page.waitFor("document.querySelector('#changes').textContent === '" + changes + "'");
        page.waitFor("[...document.querySelectorAll('#log .event')].slice(0, 4)"
                + ".filter(line => line.textContent.endsWith('from node " + node + "')).length === 4");
    }

    private static String word(int node, String word) {
        return "document.querySelectorAll('.process .word')[" + (node - 1) + "].textContent === '" + word + "'";
    }

    private static int count(Chromium.Page page, String id) {
        return Integer.parseInt(page.evaluate("document.querySelector('#" + id + "').textContent")
                .toString());
    }

    private static void picture(Chromium.Page page, String name) throws Exception {
        Files.write(Path.of("target", name + ".png"), page.screenshot());
    }
}
