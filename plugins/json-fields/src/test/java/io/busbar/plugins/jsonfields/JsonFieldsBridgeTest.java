package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testkit.BusbarExtension;
import io.busbar.testkit.SseRecorder;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What subscribers see of it. */
class JsonFieldsBridgeTest {

    private static final JsonObject ORDER = new JsonObject().put("id", 1).put("card", "4111");

    @RegisterExtension
    final BusbarExtension busbar =
            BusbarExtension.with(JsonFieldsPlugin::new).config("{\"keep\": [\"/id\"], \"addresses\": [\"orders.**\"]}");

    @Test
    void subscribersSeeWhatTheyMay() throws Exception {
        SseRecorder stream = busbar.subscribe("orders.eu", "chat");

        busbar.publish("orders.eu", ORDER);
        busbar.publish("orders.eu", "card 4111");
        busbar.publish("chat", "hello");

        stream.expectJson("{\"id\":1}");
        stream.expect("hello");
        stream.expectNothing();
        assertThat(busbar.metric("events_changed")).isEqualTo(1);
        assertThat(busbar.metric("events_dropped")).isEqualTo(1);
    }

    @Test
    void anotherListTakesEffectWhileStreamsAreOpen() throws Exception {
        SseRecorder stream = busbar.subscribe("orders.eu");

        busbar.publish("orders.eu", ORDER);
        busbar.reconfigure("{\"mask\": [\"/card\"]}");
        busbar.publish("orders.eu", ORDER);

        stream.expectJson("{\"id\":1}");
        stream.expectJson("{\"id\":1,\"card\":\"***\"}");
    }

    @Test
    void aMistakeInAListIsToldAndChangesNothing() throws Exception {
        SseRecorder stream = busbar.subscribe("orders.eu");

        assertThatThrownBy(() -> busbar.reconfigure("{\"kep\": [\"/card\"]}")).hasMessageContaining("keep");
        assertThatThrownBy(() -> busbar.reconfigure("{\"keep\": [\"card\"]}")).hasMessageContaining("\"card\"");

        busbar.publish("orders.eu", ORDER);
        stream.expectJson("{\"id\":1}");
    }
}
