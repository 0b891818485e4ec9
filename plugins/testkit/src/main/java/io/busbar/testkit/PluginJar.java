package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Makes of a plugin on the class path what an operator would drop into a directory: a folder with its classes in a jar,
 * and the libraries.
 */
final class PluginJar {

    private static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

    /** Where what is on a test's class path, and in no plugin, has its classes. */
    private static final List<String> NOT_ITS_OWN = List.of(
            "io/busbar/", "io/vertx/", "io/netty/", "com/fasterxml/jackson/core/", "org/jspecify/", "org/junit/");

    private final String name;
    private final String className;
    private final Path classes;
    private final Set<Path> roots = new LinkedHashSet<>();

    /** Looks where {@code plugin} comes from: its classes, and, where a build keeps these apart, its resources. */
    PluginJar(Plugin<?> plugin) {
        name = plugin.name();
        className = plugin.getClass().getName();
        try {
            classes = Path.of(plugin.getClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            roots.add(classes);
            addRootOfResources(plugin.getClass().getClassLoader());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the service file is that names it, there are its other resources. */
    private void addRootOfResources(ClassLoader loader) throws IOException, URISyntaxException {
        for (URL service : Collections.list(loader.getResources(SERVICE))) {
            if (service.getProtocol().equals("file")) {
                Path file = Path.of(service.toURI());
                if (Files.readAllLines(file).stream()
                        .anyMatch(line -> line.strip().equals(className))) {
                    roots.add(file.resolve("../../..").normalize());
                }
            }
        }
    }

    /** Returns the jars of the class path that may be libraries of the plugin's. */
    List<Path> libraries() {
        List<Path> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isRegularFile(path) && !path.equals(classes) && isItsOwn(path)) {
                libraries.add(path);
            }
        }
        return libraries;
    }

    private static boolean isItsOwn(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().noneMatch(entry -> NOT_ITS_OWN.stream().anyMatch(entry.getName()::startsWith));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies libraries into {@code folder}. */
    static void copy(List<Path> libraries, Path folder) throws IOException {
        for (int i = 0; i < libraries.size(); i++) {
            // Two may have the same file name.
            Files.copy(libraries.get(i), folder.resolve("library-" + i + ".jar"));
        }
    }

    /** Writes the plugin's jar into {@code folder}, at one stroke, also in the place of another version. */
    void write(Path folder, String version) throws IOException {
        Path draft = folder.resolve(".plugin.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(draft), manifest(version))) {
            if (Files.isDirectory(classes)) {
                Set<String> added = new HashSet<>();
                for (Path root : roots) {
                    addAll(root, jar, added);
                }
            } else {
                try (FileSystem source = FileSystems.newFileSystem(classes)) {
                    addAll(source.getPath("/"), jar, new HashSet<>());
                }
            }
            jar.putNextEntry(new JarEntry(SERVICE));
            jar.write(className.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(draft, folder.resolve("plugin.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Manifest manifest(String version) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Plugin.MANIFEST_NAME, name);
        attributes.putValue(Plugin.MANIFEST_VERSION, version);
        attributes.putValue(Plugin.MANIFEST_API, String.valueOf(Plugin.API_VERSION));
        return manifest;
    }

    private static void addAll(Path root, JarOutputStream jar, Set<String> added) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(root)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String entry = root.relativize(file).toString().replace(File.separatorChar, '/');
            if (!entry.equals(SERVICE) && !entry.equals(JarFile.MANIFEST_NAME) && added.add(entry)) {
                jar.putNextEntry(new JarEntry(entry));
                Files.copy(file, (OutputStream) jar);
            }
        }
    }
}
