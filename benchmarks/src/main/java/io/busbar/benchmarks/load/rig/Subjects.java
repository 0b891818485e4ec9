package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.baseline.NaiveBridge;
import io.busbar.benchmarks.load.baseline.RawBroadcast;
import io.busbar.benchmarks.load.baseline.SharedBridge;
import io.busbar.benchmarks.load.server.BaselineServer;
import io.busbar.benchmarks.load.server.BusbarServer;
import io.busbar.benchmarks.load.server.ExternalServer;
import io.busbar.benchmarks.load.server.Nchan;
import io.busbar.benchmarks.load.server.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts the servers that can be compared. What they write is deleted when this is closed. */
public final class Subjects implements AutoCloseable {

    /** What is not said here is as it is by default: history, metrics, limits, and a chain without plugins. */
    public static final String BUSBAR = """
            bridges:
              - name: load
                outboundPermitted: [{addressRegex: "load[.].+"}]
                inboundPermitted: [{addressRegex: "load[.].+"}]
            """;

    private static final String VARIANT = "busbar@";

    private final Path folder = Files.createTempDirectory("busbar-load");
    private final List<String> options;
    private final String nchan;
    private final String external;
    private int started;

    /**
     * Creates what has started nothing yet.
     *
     * @param options for all JVMs
     * @param nchan where nginx's module is; empty if it is where packages put it
     * @param external the command of the server that is called {@code external}; empty if there is none
     */
    public Subjects(List<String> options, String nchan, String external) throws IOException {
        this.options = options;
        this.nchan = nchan;
        this.external = external;
    }

    /**
     * Starts a server.
     *
     * @param name {@code busbar}, also with {@code @-OPTION} of the JVM or {@code @key=value} of the bridge's configuration, any
     *     number of them; or another server
     * @throws IllegalArgumentException if there is no such server
     * @throws IOException if it is not installed, or does not start
     */
    public Subject start(String name) throws IOException, InterruptedException {
        Path own = newFolder();
        Path errors = own.resolve("stderr");
        if (name.startsWith(VARIANT)) {
            return variant(own, List.of(name.substring(VARIANT.length()).split("@", -1)));
        }
        return switch (name) {
            case "busbar" -> busbar(own, BUSBAR, options);
            case "raw" -> BaselineServer.start(errors, options, RawBroadcast.class);
            case "shared" -> BaselineServer.start(errors, options, SharedBridge.class);
            case "naive" -> BaselineServer.start(errors, options, NaiveBridge.class);
            case "nchan" -> Nchan.start(own, nchan);
            case "external" -> external(errors);
            default ->
                throw new IllegalArgumentException(name + ": not one of busbar, raw, shared, naive, nchan, external");
        };
    }

    /**
     * Starts a Busbar server.
     *
     * @param yaml its configuration
     * @throws IOException if it does not start
     */
    public BusbarServer busbar(String yaml) throws IOException {
        return busbar(newFolder(), yaml, options);
    }

    private BusbarServer variant(Path own, List<String> parts) throws IOException {
        List<String> jvm = new ArrayList<>(options);
        StringBuilder yaml = new StringBuilder(BUSBAR);
        for (String part : parts) {
            if (part.startsWith("-")) {
                jvm.add(part);
            } else {
                yaml.append("    ").append(part.replace("=", ": ")).append('\n');
            }
        }
        return busbar(own, yaml.toString(), jvm);
    }

    private Path newFolder() throws IOException {
        return Files.createDirectory(folder.resolve(String.valueOf(++started)));
    }

    private BusbarServer busbar(Path own, String yaml, List<String> jvm) throws IOException {
        Path config = Files.writeString(own.resolve("busbar.yaml"), yaml);
        BusbarServer server = BusbarServer.start(config, own.resolve("stderr"), jvm, Map.of());
        try {
            server.awaitReady();
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private Subject external(Path errors) throws IOException, InterruptedException {
        if (external.isEmpty()) {
            throw new IOException("no -Dload.raw=COMMAND");
        }
        return ExternalServer.start(errors, external);
    }

    @Override
    public final void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
