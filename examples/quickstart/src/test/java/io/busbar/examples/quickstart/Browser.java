package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a Chromium of its own, whose pages must not complain. On a machine without one each of its tests is skipped;
 * in CI that is a failure.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Browser BROWSER = new Browser();
 * }</pre>
 */
public final class Browser
        implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback, AfterAllCallback {

    private static final String MISSING = "no Chromium on the PATH: the browser tests are skipped";

    private Chromium chromium;

    /** Creates one that is not started. */
    public Browser() {}

    /** Opens {@code url} in a tab of its own. */
    public Chromium.Page open(String url) throws Exception {
        return chromium.open(url);
    }

    /** Returns, and forgets, what pages complained of; it is asked after each test, too. */
    public List<String> complaints() {
        return chromium.complaints();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Optional<String> program = Chromium.program();
        if (program.isPresent()) {
            chromium = new Chromium(program.get());
        } else if ("true".equals(System.getenv("CI"))) {
            fail("no Chromium on the PATH, and in CI the browser tests must run");
        } else {
            System.out.println(MISSING);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        assumeTrue(chromium != null, MISSING);
    }

    /** Before the server of the test goes: no page is to look for it meanwhile. */
    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        if (chromium != null) {
            chromium.closePages();
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (chromium != null) {
            chromium.close();
            chromium = null;
        }
    }
}
