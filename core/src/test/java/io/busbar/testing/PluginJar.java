package io.busbar.testing;

import io.busbar.plugin.Plugin;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Builds the jar of a third party from Java source, against the plugin API and Vert.x and nothing else of ours. Without
 * being told otherwise it is a good plugin: it has all attributes, and a service file that names its first class. Not
 * thread-safe.
 *
 * <pre>{@code
 * PluginJar.named("upper").source("acme.Upper", "package acme; public class Upper implements …").in(directory);
 * }</pre>
 */
public final class PluginJar {

    /** The service file of a plugin. */
    public static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

    private static final int MAJOR_VERSION_BYTE = 7;

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> without = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final String fileName;
    private boolean isForNewerJava;
    private @Nullable String service;

    private PluginJar(String fileName) {
        this.fileName = fileName;
    }

    /** Starts to describe the plugin {@code name} in version 1.0, in the file {@code name.jar}. */
    public static PluginJar named(String name) {
        return new PluginJar(name + ".jar")
                .manifest(Plugin.MANIFEST_NAME, name)
                .version("1.0")
                .manifest(Plugin.MANIFEST_API, Integer.toString(Plugin.API_VERSION));
    }

    /** Starts to describe a jar that is no plugin, in the file {@code name.jar}. */
    public static PluginJar library(String name) {
        return new PluginJar(name + ".jar").service("");
    }

    /**
     * Returns the source of the class {@code acme.Main}, a plugin without configuration.
     *
     * @param name what its {@code name()} returns
     * @param start the body of its {@code start(NoConfig config, PluginContext context)}, which may throw anything and
     *     has to return a future
     */
    public static String main(String name, String start) {
        return main(name, "", start);
    }

    /** As {@link #main(String, String)}, with {@code members} in the class. */
    public static String main(String name, String members, String start) {
        return """
                package acme;

                import io.busbar.plugin.*;
                import io.vertx.core.*;
                import java.util.*;

                public class Main implements Plugin<NoConfig> {
                    %s

                    @Override
                    public String name() {
                        return "%s";
                    }

                    @Override
                    public Class<NoConfig> configType() {
                        return NoConfig.class;
                    }

                    @Override
                    public Future<?> start(NoConfig config, PluginContext context) throws Exception {
                        %s
                    }
                }
                """.formatted(members, name, start);
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

    /** Sets the plugin's version. */
    public PluginJar version(String version) {
        return manifest(Plugin.MANIFEST_VERSION, version);
    }

    /** Adds a class. */
    public PluginJar source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** Leaves a class that is compiled, and those within it, out of the jar. */
    public PluginJar withoutClass(String className) {
        without.add(className.replace('.', '/'));
        return this;
    }

    /** Sets what the service file holds; the empty text leaves the file out. */
    public PluginJar service(String content) {
        service = content;
        return this;
    }

    /** Has the classes say that they need a Java that nobody has yet. */
    public PluginJar forNewerJava() {
        isForNewerJava = true;
        return this;
    }

    /** Compiles against more: a directory of classes, or a jar. That is not put into this one. */
    public PluginJar against(Path classes) {
        classPath.add(classes);
        return this;
    }

    /** Compiles against the jar, or the directory, that {@code type} comes from. That is not put into this one. */
    public PluginJar against(Class<?> type) {
        return against(placeOf(type));
    }

    /** Builds the jar in {@code directory}, under the name that it has. */
    public Path in(Path directory) {
        return build(directory.resolve(fileName));
    }

    /** Builds the jar {@code file}, in the place of what is there: the same file has another content then. */
    public Path build(Path file) {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest())) {
            String named = service == null ? sources.keySet().iterator().next() : service;
            if (!named.isEmpty()) {
                put(jar, SERVICE, named.getBytes(StandardCharsets.UTF_8));
            }
            if (!sources.isEmpty()) {
                putClasses(jar);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest() {
        Manifest file = new Manifest();
        file.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach(file.getMainAttributes()::putValue);
        return file;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private void putClasses(JarOutputStream jar) throws IOException {
        Path classes = Files.createTempDirectory("plugin-classes-");
        try {
            compile(classes);
            for (Path file : filesIn(classes)) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                boolean isLeftOut =
                        without.stream().anyMatch(each -> name.equals(each + ".class") || name.startsWith(each + "$"));
                if (!isLeftOut) {
                    byte[] content = Files.readAllBytes(file);
                    if (isForNewerJava) {
                        content[MAJOR_VERSION_BYTE] = Byte.MAX_VALUE;
                    }
                    put(jar, name, content);
                }
            }
        } finally {
            delete(classes);
        }
    }

    private void compile(Path target) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        List<JavaFileObject> units = sources.entrySet().stream()
                .<JavaFileObject>map(entry -> new Source(entry.getKey(), entry.getValue()))
                .toList();
        List<String> options = List.of("-proc:none", "--release", "17", "-d", target.toString(), "-cp", classPath());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(faults, null, StandardCharsets.UTF_8)) {
            if (!compiler.getTask(null, files, faults, options, null, units).call()) {
                throw new AssertionError(faults.getDiagnostics() + "\n" + sources.values());
            }
        }
    }

    private String classPath() {
        return Stream.concat(
                        Stream.of(Plugin.class, Vertx.class, User.class, Nullable.class)
                                .map(PluginJar::placeOf),
                        classPath.stream())
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A class that is nowhere but in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
