package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For each test of the contract a plugin that does not pass it, and what its author then reads. */
@ExtendWith(QuietLog.class)
class ContractFaultsTest {

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final StringBuilder SHARED = new StringBuilder();

    /** What the plugins do wrong. */
    private static final Map<String, Consumer<PluginContext>> FAULTS = Map.ofEntries(
            Map.entry("ILLEGAL_NAME", context -> {}),
            Map.entry("UNSUITABLE_CONFIG", context -> {}),
            Map.entry("NOT_IN_THE_SERVICE_FILE", context -> {}),
            Map.entry(
                    "LEAVES_A_THREAD",
                    context -> new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8)), "left").start()),
            Map.entry("CHANGES_BODIES", transform(event -> {
                if (event.body() instanceof JsonObject body) {
                    body.put("seen", true);
                }
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
            Map.entry(
                    "ADDS_LINES",
                    transform(event -> event.body() instanceof String text && text.indexOf('\n') >= 0
                            ? event.withBody(text + CALLS.incrementAndGet())
                            : event)));

    private static Consumer<PluginContext> transform(EventTransform transform) {
        return context -> context.addTransform(transform);
    }

    private static Consumer<PluginContext> filter(EventFilter filter) {
        return context -> context.addFilter(filter);
    }

    /** A component of a type that can't be bound. */
    record Unsuitable(Thread thread) {}

    /** The one fault that the tests are run with; the plugin's class is the same. */
    private static String fault = "";

    /** A plugin with a fault. */
    public static final class FaultyPlugin<C extends Record> implements Plugin<C> {

        /** Creates one. */
        public FaultyPlugin() {}

        @Override
        public String name() {
            return fault.equals("ILLEGAL_NAME") ? "Illegal_Name" : "faulty";
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<C> configType() {
            return (Class<C>) (fault.equals("UNSUITABLE_CONFIG") ? Unsuitable.class : NoConfig.class);
        }

        @Override
        public Future<?> start(C config, PluginContext context) {
            FAULTS.get(fault).accept(context);
            return Future.succeededFuture();
        }
    }

    static class Contract extends PluginContract<NoConfig> {

        @Override
        protected Plugin<NoConfig> newPlugin() {
            return new FaultyPlugin<>();
        }

        @Override
        protected String config() {
            return "{}";
        }

        @Override
        protected List<Event> samples() {
            return List.of(Event.of("a", "text", Map.of()), Event.of("a", new JsonObject(), Map.of()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ILLEGAL_NAME | itsNameIsLegalAndNeverChanges | [a-z][a-z0-9-]{0,63}",
                "UNSUITABLE_CONFIG | itsConfigurationCanBeDescribedAndTheSampleFits | thread",
                "NOT_IN_THE_SERVICE_FILE | theServiceFileNamesIt | META-INF/services/io.busbar.plugin.Plugin has to name",
                "LEAVES_A_THREAD | itStartsBesideItsPredecessorAndLeavesNothingBehind | the thread \"left\"",
                "CHANGES_BODIES | itsTransformsDoNotChangeWhatTheyAreGiven | with an empty JsonObject as its body",
                "COUNTS_CALLS | itsTransformsAnswerTheSameToTheSame | isRepeatable",
                "TAKES_NO_NULL | itsTransformsTakeEveryBody | sample 1 with null as its body",
                "TAKES_STRINGS_ALONE | itsTransformsTakeEveryBody | mayFail",
                "MAKES_WHAT_HAS_NO_TEXT | whatItsTransformsMakeCanBeDelivered | java.lang.Object",
                "MAKES_A_WILDCARD | whatItsTransformsMakeCanBeDelivered | wildcard",
                "IS_SLOW | itKeepsWithinItsTimeBudget | the budget is 1000",
                "HAS_A_SLOW_FILTER | itKeepsWithinItsTimeBudget | the filters need",
                "IS_SLOW_WITH_MUCH | itsTransformsTakeLargeBodiesInTime | a String of 1 MiB",
                "SHARES_A_BUILDER | itsFiltersMayBeAskedByManyThreads | many threads",
                "ADDS_LINES | nothingInAnEventCanAddToAStreamOrCutItShort | a client reads something else",
            })
    void aPluginWithAFaultDoesNotPass(String tried, String test, String words) {
        fault = tried;
        assertThat(InnerTests.failuresOf(Contract.class, test))
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    @Test
    void aPluginThatHandsOutAnObjectOfItsOwnStaysInMemory() {
        LingeringPlugin plugin = new LingeringPlugin();
        ReloadCheck check = new ReloadCheck(new PluginJar(plugin), plugin.name(), List.of(), 1);
        JsonObject entry = new JsonObject().put("name", plugin.name());

        assertThatThrownBy(() -> check.check(entry, bridge -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("replaced, and its classes are still in memory");
    }
}
