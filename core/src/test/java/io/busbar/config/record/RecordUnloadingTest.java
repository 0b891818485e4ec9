package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.config.ConfigException;
import io.busbar.testing.Conditions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A plugin's class loader goes with the plugin. */
class RecordUnloadingTest {

    @Test
    void nothingKeepsTheClassLoaderOfARecordThatWasUsed() throws Exception {
        List<Throwable> faults = new ArrayList<>();
        WeakReference<ClassLoader> loader = use(faults);
        Conditions.await("the loader is collected", () -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(faults).as("kept meanwhile").hasSize(3);
    }

    @Test
    void aRecordWhoseClassesAreIncompleteIsItsAuthorsFault() throws Exception {
        Class<?> type = new PluginLoader(UnloadedConfig.Mode.class.getName()).loadClass(UnloadedConfig.class.getName());
        assertThatThrownBy(() -> RecordSchema.check(type))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(ConfigException.class)
                .hasMessageStartingWith("record " + UnloadedConfig.class.getName() + " can't be read; ")
                .hasMessageContaining(UnloadedConfig.Mode.class.getSimpleName());
    }

    /** Does with a record what is done with a plugin's, often enough for the JVM to compile the calls of constructors. */
    private static WeakReference<ClassLoader> use(List<Throwable> faults) throws Exception {
        PluginLoader loader = new PluginLoader("");
        Class<?> type = loader.loadClass(UnloadedConfig.class.getName());
        assertThat(type.getClassLoader()).isSameAs(loader);
        for (int i = 0; i < 100; i++) {
            Object config =
                    RecordBinder.bind(type, new JsonObject("{\"mode\":\"on\",\"part\":{\"size\":" + i % 10 + "}}"));
            assertThat(config).isInstanceOf(type).isNotInstanceOf(UnloadedConfig.class);
        }
        assertThat(RecordSchema.of(type)).isEqualTo(RecordSchema.of(UnloadedConfig.class));
        assertThat(RecordReference.of(type)).isEqualTo(RecordReference.of(UnloadedConfig.class));
        for (String json : List.of("{\"mode\":\"off\"}", "{\"nam\":1}", "{\"part\":{\"size\":13}}")) {
            faults.add(catchThrowable(() -> RecordBinder.bind(type, new JsonObject(json))));
        }
        assertThat(faults).hasOnlyElementsOfType(ConfigException.class);
        assertThat(faults.get(2)).hasMessage("part: " + UnloadedConfig.BadLuck.class.getName());
        return new WeakReference<>(loader);
    }

    /** Defines the record's classes itself, as a plugin's loader does, but for one that is missing. */
    private static final class PluginLoader extends ClassLoader {

        private final String missing;

        PluginLoader(String missing) {
            super(RecordUnloadingTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(UnloadedConfig.class.getName())) {
                return super.loadClass(name, resolve);
            }
            if (name.equals(missing)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
