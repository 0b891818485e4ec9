package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.examples.quickstart.Chromium;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Tests of the page in a real browser, which must not complain. */
@Timeout(120)
abstract class BrowserTest {

    private static final String SKIPPED = "no Chromium on the PATH: the browser tests are skipped";

    static Chromium browser;

    /** What is closed after the test. */
    RunningExample example;

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<String> program = Chromium.program();
        if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
            fail("no Chromium on the PATH, and in CI the browser tests must run");
        }
        if (program.isPresent()) {
            browser = new Chromium(program.get());
        } else {
            System.out.println(SKIPPED);
        }
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @BeforeEach
    void needBrowser() {
        assumeTrue(browser != null, SKIPPED); // here, so that each test is counted as skipped
    }

    @AfterEach
    void stop() {
        if (example != null) {
            example.close();
        }
        if (browser != null) {
            browser.closePages();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** Starts the example on a free port. */
    final void start(Client client) {
        example = RunningExample.start(client.script().toString());
    }

    /** Opens the page as a new user would, and waits until it is connected. */
    static Chromium.Page open(URI uri) throws Exception {
        Chromium.Page page = browser.open(uri.toString());
        page.waitFor(state("connected"));
        return page;
    }

    /** Leaves a picture in target/ for whoever wants to see how it looks. */
    static void picture(Chromium.Page page, String name, int width, boolean dark) throws Exception {
        page.look(width, 900, dark);
        page.waitFor("innerWidth === " + width + " && document.documentElement.scrollWidth <= innerWidth");
        String tone = dark ? "rgb(21, 22, 26)" : "rgb(252, 251, 249)";
        page.waitFor("getComputedStyle(document.body).backgroundColor === '" + tone + "'");
        String file = name.toLowerCase(Locale.ROOT) + "-" + width + (dark ? "-dark.png" : "-light.png");
        Files.write(Path.of("target", file), page.screenshot());
    }

    /** A condition: the indicator says so. */
    static String state(String state) {
        return textOf("#state") + " === '" + state + "'";
    }

    /** An expression: the text of an element. */
    static String textOf(String selector) {
        return "document.querySelector('" + selector + "').textContent";
    }
}
