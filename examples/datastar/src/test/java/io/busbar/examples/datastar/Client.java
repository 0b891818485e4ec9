package io.busbar.examples.datastar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What reads the stream in the page: Datastar's own script, if the system property {@code datastar.script} names its file,
 * and a stand-in, which needs nothing but {@code busbar.js}.
 */
record Client(String name, Path script) {

    private static final String PROPERTY = "datastar.script";

    /** Returns Datastar's own, if it is at hand. */
    static Optional<Client> real() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(path -> !path.isBlank())
                .map(path -> new Client("Datastar", Path.of(path).toAbsolutePath()));
    }

    static Client standIn() {
        return written("stand-in", resource("/io/busbar/busbar.js") + resource("/stand-in.js"));
    }

    /** Returns a script that does nothing. */
    static Client none() {
        return written("none", "");
    }

    /** Returns the stand-in, and Datastar's own, if it is at hand. */
    static Stream<Client> all() {
        return Stream.concat(Stream.of(standIn()), real().stream());
    }

    private static Client written(String name, String text) {
        try {
            Path file = Files.createTempFile(name, ".js");
            file.toFile().deleteOnExit();
            return new Client(name, Files.writeString(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Client.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
