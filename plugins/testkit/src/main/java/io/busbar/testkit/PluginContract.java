package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.PluginOptions;
import io.busbar.config.record.RecordBinder;
import io.busbar.config.record.RecordReference;
import io.busbar.config.record.RecordSchema;
import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every plugin has to keep to. Extend it, say which plugin and give it samples; add tests of what it does itself.
 *
 * @param <C> the record that the plugin's configuration is bound to
 */
public abstract class PluginContract<C extends Record> {

    private static final String LEGAL_NAME = "[a-z][a-z0-9-]{0,63}";
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Returns a new plugin, of the class that the service file names. */
    protected abstract Plugin<C> newPlugin();

    /** Returns a configuration with which the plugin has something to do: JSON, as an operator would write it. */
    protected abstract String config();

    /** Returns events that the plugin is for, one at least; those that come out are to be deliverable. */
    protected abstract List<Event> samples();

    /**
     * Returns whether transforms, or filters, may throw on {@code event}, so that it is dropped and counted. By default on
     * none.
     */
    protected boolean mayFail(Event event) {
        return false;
    }

    /** Returns whether the same event becomes the same each time, and filters say the same of it. By default yes. */
    protected boolean isRepeatable() {
        return true;
    }

    /**
     * Returns the most time that an event, or an event and a subscriber, may keep an event loop, at the median. By default
     * a millisecond: with 1,000 events a second, and nothing else to do, there is no more.
     */
    protected Duration budget() {
        return Duration.ofMillis(1);
    }

    /** Returns whether the plugin is made to be loaded from a jar. By default yes; no, if applications create it. */
    protected boolean comesAsJar() {
        return true;
    }

    /** Returns the jars that the plugin needs beside its own. By default all of the class path that may be. */
    protected List<Path> libraries() {
        return new PluginJar(newPlugin()).libraries();
    }

    /** Returns a user who may subscribe to everything, and gets what the plugin is for; null, the default, for nobody. */
    protected @Nullable User user() {
        return null;
    }

    // ---- what it is ----

    @Test
    final void itsNameIsLegalAndNeverChanges() throws Exception {
        Plugin<C> plugin = newPlugin();
        String name = plugin.name();
        assertTrue(name.matches(LEGAL_NAME), () -> "the name has to match " + LEGAL_NAME + ": \"" + name + "\"");
        assertEquals(name, newPlugin().name(), "another instance has another name");
        PluginHarness.start(plugin, config()).close();
        assertEquals(name, plugin.name(), "it has another name after its start");
    }

    @Test
    final void itsConfigurationCanBeDescribedAndTheSampleFits() {
        Class<C> type = newPlugin().configType();
        RecordSchema.of(type);
        RecordReference.of(type);
        RecordBinder.bind(type, new JsonObject(config()));
    }

    @Test
    @SuppressWarnings("rawtypes") // the class literal
    final void theServiceFileNamesIt() {
        Class<?> type = newPlugin().getClass();
        boolean named = ServiceLoader.load(Plugin.class, type.getClassLoader()).stream()
                .anyMatch(provider -> provider.type() == type);
        assertTrue(
                named || !comesAsJar(),
                () -> "META-INF/services/" + Plugin.class.getName() + " has to name " + type.getName());
    }

    // ---- its life ----

    @Test
    final void itStartsBesideItsPredecessorAndLeavesNothingBehind() throws Exception {
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        OnePlugin catalog = new OnePlugin(this::newPlugin, faults);
        TestBridge bridge = new TestBridge(new JsonObject(), entry(), catalog, faults);
        List<String> left;
        try {
            work().run(bridge);
            bridge.use(entry().put("maxInFlight", PluginOptions.DEFAULT_MAX_IN_FLIGHT - 1));
            work().run(bridge);
        } finally {
            left = bridge.close();
        }
        assertEquals(List.of(), left, "left behind, when the plugin had been stopped");
    }

    @Test
    final void aReloadLeavesNoClassLoader() throws Exception {
        assumeTrue(comesAsJar(), "comesAsJar() is false");
        Plugin<C> plugin = newPlugin();
        // What the bridge waits for must not hold a plugin either: so let that be long.
        JsonObject entry = entry().put("timeout", "10m");
        new ReloadCheck(new PluginJar(plugin), plugin.name(), libraries(), Waiting.SECONDS).check(entry, work()::run);
    }

    // ---- its transforms and filters ----

    @Test
    final void itsTransformsTakeEveryBody() throws Exception {
        each(Variant::withEveryBody, trials -> trials::results);
    }

    @Test
    final void itsTransformsDoNotChangeWhatTheyAreGiven() throws Exception {
        each(Variant::withEveryBody, trials -> trials::checkPure);
    }

    @Test
    final void itsTransformsAnswerTheSameToTheSame() throws Exception {
        assumeTrue(isRepeatable(), "isRepeatable() is false");
        each(Variant::withEveryBody, trials -> trials::checkRepeatable);
    }

    @Test
    final void whatItsTransformsMakeCanBeDelivered() throws Exception {
        each(Variant::withEveryBody, trials -> trials::checkDeliverable);
    }

    @Test
    final void itsTransformsTakeLargeBodiesInTime() throws Exception {
        each(Variant::withLargeBodies, trials -> variant -> trials.checkDuration(variant, LONGEST));
    }

    @Test
    final void itKeepsWithinItsTimeBudget() throws Exception {
        try (PluginHarness harness = start()) {
            TimeBudget time = new TimeBudget(harness, budget());
            Trials trials = new Trials(harness, this::mayFail);
            for (Variant variant : variants()) {
                time.checkTransforms(variant);
                time.checkFilters(variant, trials.filtered(variant), work().reader());
            }
        }
    }

    @Test
    final void itsFiltersTakeEveryEventAndChangeNothing() throws Exception {
        each(Variant::withEveryBody, trials -> variant -> trials.checkFilters(variant, work().readers()));
    }

    @Test
    final void itsFiltersMayBeAskedByManyThreads() throws Exception {
        try (PluginHarness harness = start()) {
            Trials trials = new Trials(harness, this::mayFail);
            List<Event> events = new ArrayList<>();
            for (Variant variant : variants()) {
                events.addAll(trials.filtered(variant));
                variant.withEveryBody().forEach(other -> events.addAll(trials.filtered(other)));
            }
            new ManyThreads(harness.filters(), events, work().readers(), isRepeatable()).check();
        }
    }

    @Test
    final void nothingInAnEventCanAddToAStreamOrCutItShort() throws Exception {
        List<Variant> hostile = new ArrayList<>();
        variants().forEach(variant -> hostile.addAll(Hostile.variantsOf(variant)));
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        TestBridge bridge = new TestBridge(new JsonObject(), entry(), new OnePlugin(this::newPlugin, faults), faults);
        try (PluginHarness harness = start();
                SseRecorder stream = work().subscribe(bridge)) {
            StreamCheck check =
                    new StreamCheck(bridge, stream, harness, new Trials(harness, this::mayFail), work().reader());
            if (isRepeatable() && check.isAlone(variants())) {
                check.checkSame(hostile);
            } else {
                check.checkIds(hostile);
            }
        } finally {
            bridge.close();
        }
    }

    // ---- what the tests share ----

    private PluginHarness start() throws Exception {
        return PluginHarness.start(newPlugin(), config());
    }

    private List<Variant> variants() {
        return Variant.samples(samples());
    }

    private Workload work() {
        return new Workload(variants(), samples().stream().anyMatch(this::mayFail), user());
    }

    private JsonObject entry() {
        return new JsonObject().put("name", newPlugin().name()).put("config", new JsonObject(config()));
    }

    /** Does the same with all samples, and with all variants of them. */
    private void each(Function<Variant, List<Variant>> variation, Function<Trials, Consumer<Variant>> check)
            throws Exception {
        try (PluginHarness harness = start()) {
            Trials trials = new Trials(harness, this::mayFail);
            for (Variant sample : variants()) {
                check.apply(trials).accept(sample);
                variation.apply(sample).forEach(check.apply(trials));
            }
        }
    }
}
