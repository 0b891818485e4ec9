package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an author can do with a bridge, and see of it. */
@ExtendWith(QuietLog.class)
class BusbarExtensionTest {

    @RegisterExtension
    final BusbarExtension busbar = BusbarExtension.with(SamplePlugin::new)
            .config("{\"mark\": \"?\"}")
            .settings("{\"deadLetters\": \"dead\"}")
            .bridge("{\"limits\": {\"connections\": 2}}");

    @Test
    void subscribersGetWhatThePluginMakes() throws Exception {
        SseRecorder stream = busbar.subscribe("a", "b.*");

        String id = busbar.publish("a", "x");
        busbar.publish("b.c", new JsonObject().put("n", 1), Map.of("sse-event", "named"));

        assertThat(stream.expect("x?").id()).isEqualTo(id);
        assertThat(stream.expect("named", "{\"n\":1}").json()).isEqualTo(new JsonObject().put("n", 1));
        stream.expectNothing();
    }

    @Test
    void whatThePluginDropsNobodyGets() throws Exception {
        SseRecorder stream = busbar.subscribe("a");

        assertThat(busbar.publish("a", "drop")).isNull();

        stream.expectNothing();
        assertThat(busbar.count("dropped")).isEqualTo(1);
    }

    @Test
    void whatAFilterRefusesIsNotForThisSubscriberAlone() throws Exception {
        SseRecorder anonymous = busbar.subscribe("a");
        SseRecorder ada = busbar.subscribeAs(User.fromName("ada"), "a");

        String id = busbar.publish("a", "x", Map.of("sse-event", "secret"));

        ada.expect("secret", "x?");
        anonymous.expectNothingUpTo(id);
        assertThat(busbar.count("filtered")).isEqualTo(1);
    }

    @Test
    void anAuthorizerRefusesStreams() {
        assertThat(busbar.refusal(null, "closed")).isEqualTo(403);
        busbar.subscribeAs(User.fromName("ada"), "closed");
        assertThatThrownBy(() -> busbar.subscribe("closed"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("403")
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> busbar.refusal(null, "open"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was not refused");
    }

    @Test
    void anotherConfigurationWorksFromTheNextEventOnAndAWrongOneChangesNothing() throws Exception {
        SseRecorder stream = busbar.subscribe("a");
        busbar.publish("a", "x");

        busbar.reconfigure("{\"mark\": \"!!\"}");

        assertThat(busbar.count("events")).isZero();
        busbar.publish("a", "y");
        assertThatThrownBy(() -> busbar.reconfigure("{\"marc\": \"-\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plugins[0].config.marc")
                .hasMessageContaining("mark");
        busbar.publish("a", "z");
        stream.expect("x?");
        stream.expect("y!!");
        stream.expect("z!!");
    }

    @Test
    void theFiguresOfThePluginAreThere() throws Exception {
        assertThat(busbar.status().name()).isEqualTo("sample");
        try (SseRecorder stream = busbar.subscribe("a")) {
            busbar.publish("a", "x");
            stream.expect("x?");
            assertThat(busbar.metric("marked")).isEqualTo(1);
            busbar.await("the listener's word of the stream", () -> busbar.metric("open") == 1);
        }
        busbar.await("the listener's word of its end", () -> busbar.metric("open") == 0);
        assertThatThrownBy(() -> busbar.metric("none")).hasMessageContaining("marked");
        assertThatThrownBy(() -> busbar.count("none")).hasMessageContaining("failures");
    }

    @Test
    void aFailureIsNoFaultOfTheTestAndTheTestMayHaveConsumers() throws Exception {
        BlockingQueue<Message<Object>> dead = new LinkedBlockingQueue<>();
        busbar.vertx().eventBus().consumer("dead", dead::add);

        busbar.publish("a", "fail");

        assertThat(dead.poll(10, TimeUnit.SECONDS).headers().get("busbar-plugin"))
                .isEqualTo("sample test");
        assertThat(busbar.count("failures")).isEqualTo(1);
    }

    /** As tests that run at the same time would with a static field. */
    @Test
    void twoTestsCannotShareABridge() {
        assertThatThrownBy(() -> busbar.beforeEach(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("static");
        assertThat(busbar.status().name()).isEqualTo("sample");
    }

    @Test
    void theBridgesOptionsAreTheTests() {
        busbar.subscribe("a");
        busbar.subscribe("a");

        assertThat(busbar.refusal(null, "a")).isEqualTo(503);
        assertThat(busbar.uri("/events").getPath()).isEqualTo("/events");
    }
}
