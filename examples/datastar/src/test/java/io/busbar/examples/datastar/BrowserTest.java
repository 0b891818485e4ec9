package io.busbar.examples.datastar;

import io.busbar.examples.quickstart.Browser;
import io.busbar.examples.quickstart.Chromium;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of the page in a real browser, which must not complain. */
@Timeout(120)
abstract class BrowserTest {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    /** What is closed after the test. */
    RunningExample example;

    @AfterEach
    void stop() {
        if (example != null) {
            example.close();
        }
    }

    /** Starts the example on a free port. */
    final void start(Client client) {
        example = RunningExample.start(client.script().toString());
    }

    /** Opens the page as a new user would, and waits until it is connected. */
    static Chromium.Page open(URI uri) throws Exception {
        Chromium.Page page = BROWSER.open(uri.toString());
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
