package io.busbar.benchmarks.load.growth;

import io.busbar.plugin.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory with jars of {@link PassThroughPlugin}, which is deleted when this is closed. */
final class PluginJars implements AutoCloseable {

    private final Path folder = Files.createTempDirectory("busbar-load");
    private final List<String> names = new ArrayList<>();

    /** Makes so many jars. */
    PluginJars(int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            String name = "pass-" + i;
            names.add(name);
            write(folder.resolve(name + ".jar"), name);
        }
    }

    private static void write(Path file, String name) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Plugin.MANIFEST_NAME, name);
        attributes.putValue(Plugin.MANIFEST_VERSION, "1");
        attributes.putValue(Plugin.MANIFEST_API, String.valueOf(Plugin.API_VERSION));
        String type = PassThroughPlugin.class.getName();
        String code = type.replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream compiled = PassThroughPlugin.class.getResourceAsStream("/" + code)) {
            if (compiled == null) {
                throw new IOException("no " + code);
            }
            add(jar, code, compiled.readAllBytes());
            add(jar, "META-INF/services/" + Plugin.class.getName(), type.getBytes(StandardCharsets.UTF_8));
            add(jar, PassThroughPlugin.NAME_FILE, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }

    /** Returns the configuration of a server: {@code yaml}, whose only bridge is at its end, and these plugins. */
    String configure(String yaml) {
        StringBuilder text = new StringBuilder(yaml);
        text.append("    plugins: [")
                .append(names.stream().map("{name: %s}"::formatted).collect(Collectors.joining(", ")))
                .append("]\n");
        return text.append("plugins: {directory: \"")
                .append(folder)
                .append("\"}\n")
                .toString();
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
