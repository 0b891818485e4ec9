package io.busbar.testkit;

import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A plugin as it should be, with functions of every kind but a source. */
public final class SamplePlugin implements Plugin<SampleConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public SamplePlugin() {}

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public Class<SampleConfig> configType() {
        return SampleConfig.class;
    }

    @Override
    public Future<?> start(SampleConfig config, PluginContext context) {
        LongAdder marked = context.metrics().counter("marked");
        LongAdder open = new LongAdder();
        context.metrics().gauge("open", open::sum);
        context.addTransform(event -> {
                    if (!(event.body() instanceof String text) || text.isEmpty()) {
                        return event;
                    }
                    if (text.equals("fail")) {
                        throw new IllegalStateException("on purpose");
                    }
                    marked.increment();
                    return text.equals("drop") ? null : event.withBody(text + config.mark());
                })
                .addAsyncTransform(event -> Future.succeededFuture(
                        ("twice" + config.mark()).equals(event.body())
                                ? List.of(event.withBody("one"), event.withBody("two"))
                                : List.of(event)))
                .addFilter((event, subscriber) -> subscriber.user() != null || !"secret".equals(event.type()))
                .addAuthorizer((subscriber, address) ->
                        Future.succeededFuture(subscriber.user() != null || !address.equals("closed")))
                .addListener(new BridgeListener() {
                    @Override
                    public void onOpen(Subscriber subscriber) {
                        open.increment();
                    }

                    @Override
                    public void onClose(Subscriber subscriber, CloseReason reason) {
                        open.decrement();
                    }
                });
        return context.vertx().timer(1);
    }
}
