package io.busbar;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.TestCatalog;
import io.busbar.testing.TestPlugin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Servers with plugins under test, and what is counted of these. */
final class PluginServers {

    private PluginServers() {}

    /** Starts a server with these plugins, in this order, all with the same policy. */
    static BridgeServer start(Consumer<PluginOptions> policy, TestPlugin... plugins) {
        return start(BridgeServer.permitAll(), policy, plugins);
    }

    /** As {@link #start(Consumer, TestPlugin...)}, with options. */
    static BridgeServer start(SseBridgeOptions options, Consumer<PluginOptions> policy, TestPlugin... plugins) {
        return with(options, policy, plugins).start();
    }

    /** Starts to describe a server with these plugins, each with the {@code policy}. */
    static BridgeServer.Options with(SseBridgeOptions options, Consumer<PluginOptions> policy, TestPlugin... plugins) {
        options(policy, plugins).forEach(options::addPlugin);
        return BridgeServer.with(options).bridge(builder -> builder.withPlugins(new TestCatalog(plugins)));
    }

    /** Starts a server that may be told later to use some of these plugins. */
    static BridgeServer startWithout(TestPlugin... plugins) {
        return BridgeServer.with(BridgeServer.permitAll())
                .bridge(builder -> builder.withPlugins(new TestCatalog(plugins)))
                .start();
    }

    /** Returns what names these plugins, in this order. */
    static List<PluginOptions> options(Consumer<PluginOptions> policy, TestPlugin... plugins) {
        return Arrays.stream(plugins)
                .map(plugin -> {
                    PluginOptions options = new PluginOptions().setName(plugin.name());
                    policy.accept(options);
                    return options;
                })
                .toList();
    }

    /** Returns what is counted of a plugin. */
    static Map<String, Long> counts(BridgeServer server, String plugin) {
        return server.status().plugins().stream()
                .filter(each -> each.name().equals(plugin))
                .findFirst()
                .orElseThrow()
                .counts();
    }

    /** Returns whether the breaker of a plugin is open. */
    static boolean isOut(BridgeServer server, String plugin) {
        return server.status().plugins().stream().anyMatch(each -> each.name().equals(plugin) && each.out());
    }
}
