package io.busbar.server;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Builds the example of a plugin as its README says, command by command, in a copy, and with a local repository of its
 * own in front of the one in use: what is downloaded already is not downloaded again, and nothing is installed there.
 */
final class ThirdPartyBuild {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final Path EXAMPLE = Path.of("examples/third-party-plugin");

    /** As surefire tells; else where it is by default. */
    private static final String LOCAL_REPOSITORY = System.getProperty(
            "localRepository",
            Path.of(System.getProperty("user.home"), ".m2", "repository").toString());

    /** Besides every pom, without which Maven knows no modules. */
    private static final Set<Path> NEEDED = Set.of(Path.of("mvnw"), Path.of(".mvn"), Path.of("plugins/api"), EXAMPLE);

    private static final Set<String> LEFT_OUT = Set.of("target", ".git");

    private ThirdPartyBuild() {}

    /** Builds it in {@code folder}, which is made for it, and returns the folder of the plugin there. */
    static Path run(Path folder) throws Exception {
        copyTo(folder);
        append(
                folder.resolve(".mvn/maven.config"),
                "-B",
                "-ntp",
                "-Dspotless.check.skip",
                "-Dmaven.repo.local=" + folder.resolve("repository"),
                "-Dmaven.repo.local.tail=" + LOCAL_REPOSITORY);
        // For processes that live for seconds.
        append(folder.resolve(".mvn/jvm.config"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        Path example = folder.resolve(EXAMPLE);
        List<String> commands = Files.readAllLines(example.resolve("README.md")).stream()
                .filter(line -> line.startsWith("    "))
                .toList();
        assertThat(commands).as("commands in the README").hasSize(2);
        for (String command : commands) {
            run(example, command.strip());
        }
        return example;
    }

    private static void append(Path file, String... lines) throws IOException {
        List<String> all = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        all.addAll(List.of(lines));
        Files.write(file, all);
    }

    private static void copyTo(Path folder) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return LEFT_OUT.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path path = ROOT.relativize(file);
                if (path.endsWith("pom.xml") || NEEDED.stream().anyMatch(path::startsWith)) {
                    Path copy = folder.resolve(path);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void run(Path directory, String command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = shell.start();
        try {
            boolean ended = process.waitFor(5, MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> command + " ended well; it said: " + said(output))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
