package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Plugin;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract makes of a plugin on the class path. */
class PluginJarTest {

    private static final String CLASS = SamplePlugin.class.getName().replace('.', '/') + ".class";

    @TempDir
    private Path folder;

    /** As Gradle leaves them. */
    @Test
    void resourcesInAFolderOfTheirOwnAreInTheJar() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path resources = Files.createDirectories(folder.resolve("resources"));
        try (InputStream bytes = SamplePlugin.class.getResourceAsStream("/" + CLASS)) {
            write(classes.resolve(CLASS), bytes.readAllBytes());
        }
        write(
                resources.resolve("META-INF/services/" + Plugin.class.getName()),
                SamplePlugin.class.getName().getBytes(StandardCharsets.UTF_8));
        write(resources.resolve("words.txt"), new byte[] {'w'});
        URL[] urls = {classes.toUri().toURL(), resources.toUri().toURL()};

        try (URLClassLoader loader = new OwnFirst(urls)) {
            Plugin<?> plugin = (Plugin<?>) loader.loadClass(SamplePlugin.class.getName())
                    .getConstructor()
                    .newInstance();
            new PluginJar(plugin).write(folder, "1");
        }

        try (JarFile jar = new JarFile(folder.resolve("plugin.jar").toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .containsOnlyOnce(CLASS, "words.txt", "META-INF/services/" + Plugin.class.getName());
        }
    }

    private static void write(Path file, byte[] bytes) throws Exception {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Has the plugin's class to itself. */
    private static final class OwnFirst extends URLClassLoader {

        OwnFirst(URL[] urls) {
            super(urls, PluginJarTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(SamplePlugin.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
        }
    }
}
