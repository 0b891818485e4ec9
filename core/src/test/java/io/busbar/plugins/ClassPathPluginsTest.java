package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.CapturedLog;
import io.busbar.testing.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that an application has on its class path. */
class ClassPathPluginsTest {

    private static final String STARTS = "return Future.succeededFuture();";

    @TempDir
    Path directory;

    private URLClassLoader classPath(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, getClass().getClassLoader());
    }

    private static PluginJar plugin(String name, String className, String members) {
        return PluginJar.named(name)
                .source(
                        className,
                        PluginJar.main(name, members, STARTS)
                                .replace("class Main", "class " + className.substring(className.indexOf('.') + 1)));
    }

    @Test
    void whatAServiceFileNamesIsOffered() throws IOException {
        try (URLClassLoader loader = classPath(
                plugin("one", "acme.One", "").in(directory),
                plugin("two", "acme.Two", "").in(directory))) {
            ClassPathPlugins plugins = new ClassPathPlugins(loader);
            assertThat(plugins.names()).containsExactly("one", "two");
            assertThat(plugins.find("two").create().getClass().getName()).isEqualTo("acme.Two");
            assertThat(plugins.find("three")).isNull();
        }
    }

    @Test
    void twoOfOneNameAreRefused() throws IOException {
        try (URLClassLoader loader = classPath(
                plugin("one", "acme.One", "").build(directory.resolve("a.jar")),
                plugin("one", "acme.Two", "").build(directory.resolve("b.jar")))) {
            assertThatThrownBy(() -> new ClassPathPlugins(loader).find("one"))
                    .isInstanceOf(PluginException.class)
                    .hasMessage("two plugins on the class path are named one: class acme.One and class acme.Two");
        }
    }

    @Test
    void aNameThatCannotBeIsToldWithTheRule() throws IOException {
        try (CapturedLog log = CapturedLog.of(ClassPathPlugins.class.getName());
                URLClassLoader loader =
                        classPath(plugin("No Name", "acme.One", "").in(directory))) {
            assertThat(new ClassPathPlugins(loader).names()).isEmpty();
            assertThat(log.messages())
                    .containsExactly("A plugin on the class path can't be loaded: name() of acme.One must be 1 to 64 of"
                            + " a-z 0-9 -, beginning with a letter: \"No Name\"");
        }
    }

    @Test
    void whatCannotBeLoadedIsToldAndTakesNothingFromTheOthers() throws IOException {
        try (CapturedLog log = CapturedLog.of(ClassPathPlugins.class.getName());
                URLClassLoader loader = classPath(
                        plugin("one", "acme.One", "public One() { throw new IllegalStateException(\"no luck\"); }")
                                .in(directory),
                        plugin("two", "acme.Two", "").service("acme.Gone").in(directory),
                        plugin("three", "acme.Three", "").in(directory))) {
            assertThat(new ClassPathPlugins(loader).names()).containsExactly("three");
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin acme.One on the class path can't be loaded: java.lang.IllegalStateException: no luck",
                            "A plugin on the class path is named, and can't be loaded:"
                                    + " java.util.ServiceConfigurationError: io.busbar.plugin.Plugin: Provider acme.Gone"
                                    + " not found");
        }
    }
}
