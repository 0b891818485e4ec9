package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.busbar.PluginOptions;
import io.busbar.config.ConfigException;
import io.busbar.config.record.RecordBinder;
import io.busbar.config.record.RecordReference;
import io.busbar.config.record.RecordSchema;
import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.Subscriber;
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
    private static final String ALL = "**";
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Returns a new plugin, of the class that the service file names. */
    protected abstract Plugin<C> newPlugin();

    /** Returns a configuration with which the plugin has something to do: JSON, as an operator would write it. */
    protected abstract String config();

    /** Returns events that the plugin is for, one at least; those that come out are to be deliverable. */
    protected abstract List<Event> samples();

    /** Returns whether transforms may throw on {@code event}, so that it is dropped and counted. By default on none. */
    protected boolean mayFail(Event event) {
        return false;
    }

    /** Returns whether the same event becomes the same each time. By default yes. */
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
    final void aKeyThatItsConfigurationDoesNotHaveIsRefused() {
        JsonObject config = new JsonObject(config()).put("no such key", 1);
        assertThrows(ConfigException.class, () -> RecordBinder.bind(newPlugin().configType(), config));
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
        bridge.use(entry().put("maxInFlight", PluginOptions.DEFAULT_MAX_IN_FLIGHT - 1));
        assertEquals(List.of(), bridge.close(), "left behind");
    }

    @Test
    final void aReloadLeavesNoClassLoader() throws Exception {
        if (!comesAsJar()) {
            return;
        }
        Plugin<C> plugin = newPlugin();
        // What the bridge waits for must not hold a plugin either: so let that be long.
        JsonObject entry = entry().put("timeout", "10m");
        new ReloadCheck(new PluginJar(plugin), plugin.name(), libraries(), Waiting.SECONDS).check(entry, bridge -> {
            try (SseRecorder stream = bridge.subscribe(user(), ALL)) {
                variants().forEach(variant -> bridge.feed(variant.event()));
                stream.awaitPosition(bridge.logEnd());
            }
        });
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
        if (isRepeatable()) {
            each(Variant::withEveryBody, trials -> trials::checkRepeatable);
        }
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
            for (Variant variant : variants()) {
                time.checkTransforms(variant);
                time.checkFilters(variant, reader());
            }
        }
    }

    @Test
    final void itsFiltersMayBeAskedByManyThreads() throws Exception {
        try (PluginHarness harness = start()) {
            ManyThreads.check(harness.filters(), variants(), List.of(reader(), TestSubscriber.of(null, ALL)));
        }
    }

    @Test
    final void nothingInAnEventCanAddToAStreamOrCutItShort() throws Exception {
        List<Variant> hostile = new ArrayList<>();
        variants().forEach(variant -> hostile.addAll(Hostile.variantsOf(variant)));
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        TestBridge bridge = new TestBridge(new JsonObject(), entry(), new OnePlugin(this::newPlugin, faults), faults);
        try (PluginHarness harness = start();
                SseRecorder stream = bridge.subscribe(user(), ALL)) {
            StreamCheck check = new StreamCheck(bridge, stream, harness, new Trials(harness, this::mayFail), reader());
            variants().forEach(variant -> new Trials(harness, this::mayFail).results(variant));
            if (isRepeatable()
                    && harness.sources().isEmpty()
                    && harness.published().isEmpty()) {
                for (Variant variant : hostile) {
                    check.checkSame(variant);
                }
                stream.expectNothing();
            } else {
                check.checkNumber(hostile);
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

    private Subscriber reader() {
        return TestSubscriber.of(user(), ALL);
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
