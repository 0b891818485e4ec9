package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code busbar.js} in a real browser, and a server that refuses it: it comes back where that makes sense, and tells of it where not. */
class BrowserScriptRefusalTest extends BrowserScriptFixture {

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void itComesBackAfterErrorsThatPass(int error) throws Exception {
        status.set(error);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'reconnecting'");
        status.set(200);
        page.waitFor("stream.state === 'open'");
        publish(2);
        awaitAll(page);

        status.set(error);
        refused.set(0);
        link.cut();
        publish(2);
        link.mend();
        Conditions.await("requests while the server is in trouble", () -> refused.get() >= 3, Duration.ofSeconds(20));
        status.set(200);
        awaitAll(page);
        assertThat(page.evaluate("resumes.join()")).isEqualTo("exact");
    }

    @Test
    void itAsksLessAndLessOftenWhileAnErrorLasts() throws Exception {
        Chromium.Page page = open("{}");
        // Time flies, but for the watchdog.
        page.evaluate("window.waits = []; (original => window.setTimeout = (action, time) => time === 40000"
                + " ? original(action, time) : (waits.push(time), original(action, 0)))(setTimeout)");
        status.set(503);
        link.cut();
        link.mend();
        page.waitFor("waits.length >= 9");
        for (int i = 0; i < 9; i++) {
            double least = 0.5 * Math.min(30_000, 1_000 << i);
            double most = 1.5 * Math.min(30_000, 1_000 << i);
            double wait = ((Number) page.evaluate("waits[" + i + "]")).doubleValue();
            assertThat(wait).as("wait %d", i).isBetween(least, most);
        }
        assertThat(page.evaluate("waits[7] === waits[8]")).as("jitter").isEqualTo(false);
    }

    @Test
    void aRefusalIsToldAndFinalUntilThePageAsksAgain() throws Exception {
        status.set(403);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'refused'");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,refused");
        assertThat(page.evaluate("refusal.status + refusal.detail")).isEqualTo("403for a reason");
        status.set(200);
        page.evaluate("dispatchEvent(new Event('online'))");
        assertThat(page.evaluate("new Promise(done => setTimeout(() => done(stream.state), 2500))"))
                .isEqualTo("refused");
        page.evaluate("stream.reconnect()");
        page.waitFor("stream.state === 'open'");
        publish(1);
        awaitAll(page);
    }

    @Test
    void aStreamThatIsRefusedWhenItComesBackIsToldToo() throws Exception {
        Chromium.Page page = open("{}");
        status.set(401);
        link.cut();
        link.mend();
        page.waitFor("stream.state === 'refused'");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open,reconnecting,refused");
        assertThat(page.evaluate("refusal.status")).isEqualTo(401);
    }

    @Test
    void aServerThatWantsNobodyBackIsObeyed() throws Exception {
        status.set(204);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'closed'");
        assertThat(page.evaluate("refusal.status")).isEqualTo(204);
    }
}
