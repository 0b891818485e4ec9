package io.busbar.testing;

import io.busbar.plugin.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Builds the jar of a plugin from source text, right or wrong. Not thread-safe. */
public final class PluginJar {

    private static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private @Nullable String service;

    private PluginJar() {}

    /** Starts with a plugin of this name, in version 1.0, for this API. */
    public static PluginJar named(String name) {
        return new PluginJar()
                .manifest(Plugin.MANIFEST_NAME, name)
                .version("1.0")
                .manifest(Plugin.MANIFEST_API, Integer.toString(Plugin.API_VERSION));
    }

    /** Sets the version. */
    public PluginJar version(String version) {
        return manifest(Plugin.MANIFEST_VERSION, version);
    }

    /** Sets an attribute of the manifest; null leaves it out. */
    public PluginJar manifest(String attribute, @Nullable String value) {
        if (value == null) {
            manifest.remove(attribute);
        } else {
            manifest.put(attribute, value);
        }
        return this;
    }

    /** Adds a class; the first is the one that the service file names. */
    public PluginJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** Sets what the service file holds; the empty text leaves the file out. */
    public PluginJar service(String text) {
        service = text;
        return this;
    }

    /** Compiles, and writes {@code jar}. */
    public Path build(Path jar) throws IOException {
        Path classes = Files.createTempDirectory("plugin-classes");
        try {
            compile(classes);
            write(jar, classes);
        } finally {
            delete(classes);
        }
        return jar;
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(faults, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((name, text) -> units.add(new Source(name, text)));
            boolean compiled = units.isEmpty()
                    || compiler.getTask(null, files, faults, List.of("-proc:none", "-nowarn"), null, units)
                            .call();
            if (!compiled) {
                throw new AssertionError("The plugin does not compile: " + faults.getDiagnostics());
            }
        }
    }

    private void write(Path jar, Path classes) throws IOException {
        Manifest file = new Manifest();
        file.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach(file.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                put(entries, classes.relativize(each).toString(), Files.readAllBytes(each));
            }
            String named = service == null ? sources.keySet().iterator().next() : service;
            if (!named.isEmpty()) {
                put(entries, SERVICE, named.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void put(JarOutputStream entries, String name, byte[] bytes) throws IOException {
        entries.putNextEntry(new JarEntry(name));
        entries.write(bytes);
        entries.closeEntry();
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
