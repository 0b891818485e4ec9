package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code busbar.js} in several tabs of a real browser: they share a connection, and each gets every event once. */
class BrowserScriptTabsTest extends BrowserScriptFixture {

    @Test
    void tabsShareAConnectionAndGoOnWhenTheOneThatHasItIsClosed() throws Exception {
        Chromium.Page first = open("{}");
        Chromium.Page second = first.openWindow(url("{}"));
        Chromium.Page third = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        third.waitFor("stream.state === 'open'");
        publish(20);
        awaitAll(first, second, third);
        awaitConnections(1);

        publish(10);
        first.close();
        publish(20);
        awaitAll(second, third);
        awaitConnections(1);

        second.evaluate("stream.close()");
        publish(10);
        awaitAll(third);
        assertThat(second.evaluate("stream.state")).isEqualTo("closed");
        awaitConnections(1);
        third.evaluate("stream.close()");
        awaitConnections(0);
    }

    @Test
    void aTabThatComesLaterCatchesUpOnAConnectionOfItsOwn() throws Exception {
        Chromium.Page first = open("{}");
        publish(20);
        awaitAll(first);
        String all = link.uri(page(STREAM + "?from=earliest", "{}")).toString();
        Chromium.Page second = first.openWindow(all);
        awaitAll(second);
        // It asks for something else than the first, so it leads; the third catches up with it.
        Chromium.Page third = first.openWindow(all);
        publish(20);
        awaitAll(first, second, third);
        awaitConnections(2);
        publish(5);
        awaitAll(first, second, third);
    }

    @Test
    void manyTabsInTroubleLoseNothingAndGetNothingTwice() throws Exception {
        String all =
                link.uri(page(STREAM + "?from=earliest", "{\"silence\": 1500}")).toString();
        Chromium.Page first = BROWSER.open(all);
        first.waitFor("stream.state === 'open'");
        Chromium.Page second = first.openWindow(all);
        Chromium.Page third = first.openWindow(all);
        second.waitFor("window.stream");
        third.waitFor("window.stream");
        for (int round = 0; round < 4; round++) {
            publish(10);
            link.cut();
            publish(10);
            link.mend();
            publish(10);
            link.swallow();
            publish(10);
            awaitAll(first, second, third);
        }
        awaitConnections(1);
    }

    @Test
    void aFrozenTabLeadsNoMoreAndCatchesUpWhenItIsThawed() throws Exception {
        Chromium.Page first = open("{}");
        Chromium.Page second = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        first.call("Page.setWebLifecycleState", new JsonObject().put("state", "frozen"));
        publish(5);
        awaitAll(second);
        awaitConnections(1);
        first.call("Page.setWebLifecycleState", new JsonObject().put("state", "active"));
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
    }

    @Test
    void aTabThatHangsLosesTheLead() throws Exception {
        Chromium.Page first = open("{\"silence\": 1000}");
        Chromium.Page second = first.openWindow(url("{\"silence\": 1000}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        first.evaluate("setTimeout(() => { const end = Date.now() + 20000; while (Date.now() < end); })");
        publish(5);
        long start = System.nanoTime();
        awaitAll(second);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(18));
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
    }

    @Test
    void tabsShareAConnectionToABridgeWithoutAHistoryToo() throws Exception {
        link.close();
        server.close();
        start(BridgeServer.withoutHistory());
        Chromium.Page first = openAnyState("{}");
        first.waitFor("stream.state === 'open'");
        Chromium.Page second = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
        first.close();
        second.waitFor("states.length === 2 && stream.state === 'open'");
        awaitConnections(1);
    }

    @Test
    void withoutLocksEachTabHasAConnection() throws Exception {
        Chromium.Page first = BROWSER.open(url("{}") + "&alone");
        Chromium.Page second = first.openWindow(url("{}") + "&alone");
        first.waitFor("stream.state === 'open'");
        second.waitFor("stream.state === 'open'");
        awaitConnections(2);
        publish(5);
        awaitAll(first, second);
    }
}
