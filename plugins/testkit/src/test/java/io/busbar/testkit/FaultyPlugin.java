package io.busbar.testkit;

import static java.util.Collections.nCopies;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.Subscriber;
import io.busbar.plugin.config.Default;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A plugin with one of many faults. */
public final class FaultyPlugin<C extends Record> implements Plugin<C> {

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final StringBuilder SHARED = new StringBuilder();

    private static volatile Event asked;

    /** What the plugins do wrong. */
    private static final Map<String, Consumer<PluginContext>> FAULTS = Map.ofEntries(
            Map.entry("ILLEGAL_NAME", context -> {}),
            Map.entry("UNSUITABLE_CONFIG", context -> {}),
            Map.entry("NOT_IN_THE_SERVICE_FILE", context -> {}),
            Map.entry("LEAVES_A_THREAD", context -> leave("left")),
            Map.entry("CHANGES_BODIES", transform(event -> {
                if (event.body() instanceof JsonObject body) {
                    body.put("seen", true);
                }
                return event;
            })),
            Map.entry("REMOVES_A_FIELD", transform(event -> {
                if (event.body() instanceof JsonObject body) {
                    body.remove("card");
                }
                return event;
            })),
            Map.entry("NEVER_ANSWERS", asyncTransform(event -> Promise.<List<Event>>promise()
                    .future())),
            Map.entry("ANSWERS_NULL", asyncTransform(event -> Future.succeededFuture())),
            Map.entry("MAKES_TOO_MANY", asyncTransform(event -> Future.succeededFuture(nCopies(1_001, event)))),
            Map.entry("BLOCKS_BEFORE_IT_ANSWERS", asyncTransform(event -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                return Future.succeededFuture(List.of(event));
            })),
            Map.entry("IS_BLOCKED_FOR_SECONDS", transform(event -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3_200));
                return event;
            })),
            Map.entry("COUNTS_CALLS", transform(event -> event.withKey("" + CALLS.incrementAndGet()))),
            Map.entry(
                    "TAKES_NO_NULL",
                    transform(event -> event.withKey(event.body().toString()))),
            Map.entry("TAKES_STRINGS_ALONE", transform(event -> event.withBody(((String) event.body()).trim()))),
            Map.entry("MAKES_WHAT_HAS_NO_TEXT", transform(event -> event.withBody(new Object()))),
            Map.entry("MAKES_A_WILDCARD", transform(event -> event.withAddress("a.*"))),
            Map.entry("IS_SLOW", transform(event -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                return event;
            })),
            Map.entry("HAS_A_SLOW_FILTER", filter((event, subscriber) -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                return true;
            })),
            Map.entry("IS_SLOW_WITH_MUCH", transform(event -> {
                if (event.body() instanceof String text && text.length() > 10_000) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));
                }
                return event;
            })),
            Map.entry("SHARES_A_BUILDER", filter((event, subscriber) -> {
                SHARED.setLength(0);
                SHARED.append(event.address()).append(event.body());
                return SHARED.toString().equals(event.address() + event.body());
            })),
            Map.entry("KEEPS_WHAT_IT_IS_ASKED_ABOUT", filter((event, subscriber) -> {
                asked = event;
                return asked.body() instanceof String;
            })),
            Map.entry("WAITS_FOR_ITSELF", filter((event, subscriber) -> {
                int inside = CALLS.incrementAndGet();
                while (inside > 1) {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
                CALLS.decrementAndGet();
                return true;
            })),
            Map.entry("HAS_A_FILTER_THAT_TAKES_NO_NULL", filter((event, subscriber) -> event.body()
                    .equals("text"))),
            Map.entry(
                    "HAS_A_FILTER_FOR_USERS_ALONE",
                    filter((event, subscriber) -> subscriber.user().subject() == null)),
            Map.entry("HAS_A_FILTER_THAT_CHANGES_BODIES", filter((event, subscriber) -> {
                if (event.body() instanceof JsonObject body) {
                    body.put("asked", true);
                }
                return true;
            })),
            Map.entry(
                    "LEAVES_A_CONSUMER_AT_WORK",
                    context -> context.addFilter((event, subscriber) -> {
                        context.vertx().eventBus().consumer("left." + CALLS.incrementAndGet(), message -> {});
                        return true;
                    })),
            Map.entry(
                    "FAILS_IN_A_BRIDGE",
                    context -> context.addListener(new BridgeListener() {
                        @Override
                        public void onOpen(Subscriber subscriber) {
                            throw new IllegalStateException("on purpose");
                        }
                    })),
            Map.entry("CANNOT_STOP", context -> {}),
            Map.entry("CHANGES_ITS_NAME", context -> CALLS.set(1)),
            Map.entry("WRONG_DEFAULT", context -> {}),
            Map.entry(
                    "ADDS_LINES",
                    transform(event -> event.body() instanceof String text && text.indexOf('\n') >= 0
                            ? event.withBody(text + CALLS.incrementAndGet())
                            : event)));

    private static void leave(String name) {
        Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1)), name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Consumer<PluginContext> transform(EventTransform transform) {
        return context -> context.addTransform(transform);
    }

    private static Consumer<PluginContext> filter(EventFilter filter) {
        return context -> context.addFilter(filter);
    }

    private static Consumer<PluginContext> asyncTransform(AsyncEventTransform transform) {
        return context -> context.addAsyncTransform(transform);
    }

    /** A default that is none. */
    record WrongDefault(@Default("many") int number) {}

    /** A component of a type that can't be bound. */
    record Unsuitable(Thread thread) {}

    private static String fault = "";

    /** Creates one. */
    public FaultyPlugin() {}

    /** Gives all instances another fault; the class is the same. */
    static void have(String newFault) {
        fault = newFault;
        CALLS.set(0);
    }

    @Override
    public String name() {
        return fault.equals("ILLEGAL_NAME")
                ? "Illegal_Name"
                : fault.equals("CHANGES_ITS_NAME") && CALLS.get() > 0 ? "other" : "faulty";
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<C> configType() {
        return (Class<C>)
                switch (fault) {
                    case "UNSUITABLE_CONFIG" -> Unsuitable.class;
                    case "WRONG_DEFAULT" -> WrongDefault.class;
                    default -> NoConfig.class;
                };
    }

    @Override
    public Future<?> start(C config, PluginContext context) {
        FAULTS.get(fault).accept(context);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return fault.equals("CANNOT_STOP") ? Future.failedFuture("not now") : Future.succeededFuture();
    }
}
