package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The plugin that makes of events what a bridge's clients read. */
class FormatTest {

    private static TestPlugin appending(String name) {
        return TestPlugin.with(
                name, context -> context.addTransform(event -> event.withBody(event.body() + " " + name)));
    }

    private static BridgeServer start(SseBridgeOptions options) {
        return BridgeServer.with(options.setFormat("format"))
                .bridge(builder -> builder.withPlugin(appending("format"))
                        .withPlugin(appending("other"))
                        .withTransform(event -> event.withBody(event.body() + " application")))
                .start();
    }

    @Test
    void theFormatComesBehindAllOthers() {
        try (BridgeServer server = start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "x");
            client.expectMessage("x other application format");
        }
    }

    @Test
    void theFormatComesLastAlsoIfItIsListed() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addPlugin(new PluginOptions().setName("format").setFailOpen(true));
        try (BridgeServer server = start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "x");
            client.expectMessage("x other application format");
            assertThat(server.status().plugins())
                    .extracting(plugin -> plugin.name())
                    .containsExactly("other", "application", "format");
        }
    }

    @Test
    void theFormatStaysWhenOtherPluginsAreUsed() {
        try (BridgeServer server = start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            Waiting.on(server.bridge(0).usePlugins(List.of(new PluginOptions().setName("other"))));
            server.publish("a", "x");
            client.expectMessage("x other application format");
        }
    }

    @Test
    void aFormatThatIsNotThereIsNamed() {
        SseBridgeOptions options = BridgeServer.permitAll().setFormat("formt");
        assertThatThrownBy(() -> BridgeServer.with(options)
                        .bridge(builder -> builder.withPlugin(appending("format")))
                        .start())
                .hasStackTraceContaining("format: there is no plugin \"formt\"; did you mean \"format\"?");
    }
}
