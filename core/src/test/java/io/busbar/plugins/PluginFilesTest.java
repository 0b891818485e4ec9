package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.busbar.plugin.Plugin;
import io.busbar.testing.PluginJar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an author or an operator reads of a file that can't be a plugin. */
class PluginFilesTest {

    private static final String SERVICE = PluginJar.SERVICE;

    @TempDir
    Path directory;

    private List<String> refusals() throws IOException {
        return refusals(null);
    }

    private List<String> refusals(@Nullable Set<String> sha256) throws IOException {
        try (PluginDirectory plugins =
                new PluginDirectory(directory, sha256, getClass().getClassLoader())) {
            plugins.scan();
            assertThat(plugins.names()).isEmpty();
            return plugins.refusals();
        }
    }

    /** A plugin whose classes nobody looks at. */
    private static PluginJar good() {
        return PluginJar.named("good").service("acme.Main");
    }

    // ---- the manifest ----

    @Test
    void withoutTheAttributesAJarIsNoPluginAndItsAuthorReadsHowToSetThem() throws IOException {
        Path jar = PluginJar.library("tool").in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + " is no plugin: its manifest has no Busbar-Plugin. Let the build set Busbar-Plugin,"
                                + " Busbar-Plugin-Version and Busbar-Plugin-Api (with Maven, as manifestEntries of the jar"
                                + " or the shade plugin)");
    }

    @Test
    void aNameThatCannotBeIsShownWithTheRule() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_NAME, "Bad Name").in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": the manifest's Busbar-Plugin must be 1 to 64 of a-z 0-9 -, beginning with a letter:"
                                + " \"Bad Name\"");
    }

    @Test
    void aPluginNeedsAVersion() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_VERSION, null).in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": the manifest has no Busbar-Plugin-Version, so nobody could tell which version of"
                                + " good runs");
    }

    @Test
    void aPluginNeedsTheVersionOfTheApi() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_API, null).in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": the manifest has no Busbar-Plugin-Api, the version of the plugin API that good"
                                + " was built for; this is version 1");
    }

    @Test
    void theVersionOfTheApiIsANumber() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_API, "one").in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": the manifest's Busbar-Plugin-Api must be a number, the version of the plugin API that"
                                + " good was built for; this is version 1: \"one\"");
    }

    @Test
    void aPluginForANewerApiNeedsANewerBusbar() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_API, "2").in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": good was built for version 2 of the plugin API, and this is version 1: it needs"
                                + " a newer Busbar");
    }

    @Test
    void aPluginForAnOlderApiHasToBeBuiltAgain() throws IOException {
        Path jar = good().manifest(Plugin.MANIFEST_API, "0").in(directory);
        assertThat(refusals())
                .containsExactly(jar + ": good was built for version 0 of the plugin API, and this is version 1: it has"
                        + " to be built again, against this version");
    }

    @Test
    void aManifestThatCannotBeReadIsRefused() throws IOException {
        Path jar = directory.resolve("odd.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("no manifest\n".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        assertThat(refusals()).singleElement().asString().startsWith(jar + " can't be read: invalid header field");
    }

    // ---- the service file ----

    @Test
    void aPluginNeedsAServiceFile() throws IOException {
        Path jar = good().service("").in(directory);
        assertThat(refusals())
                .containsExactly(jar + " has no file " + SERVICE
                        + ": it has to hold the name of the class that implements Plugin");
    }

    @Test
    void aServiceFileWithoutAClassIsRefused() throws IOException {
        Path jar = good().service("# nothing but this\n\n").in(directory);
        assertThat(refusals())
                .containsExactly(
                        jar + ": " + SERVICE + " must name one class, the one that implements Plugin, and names none");
    }

    @Test
    void aServiceFileWithTwoClassesIsRefused() throws IOException {
        Path jar = good().service("acme.One\nacme.Two # the other\n").in(directory);
        assertThat(refusals())
                .containsExactly(jar + ": " + SERVICE
                        + " must name one class, the one that implements Plugin, and names acme.One, acme.Two");
    }

    // ---- the file ----

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        Path jar = Files.writeString(directory.resolve("notes.jar"), "no jar at all, but text\n".repeat(10));
        assertThat(refusals())
                .containsExactly(jar + " is not a jar (zip END header not found): was it copied as a whole?");
    }

    @Test
    void aJarThatWasCopiedInPartIsRefused() throws IOException {
        Path jar = good().source("acme.Main", PluginJar.main("good", "return Future.succeededFuture();"))
                .in(directory);
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusals())
                .containsExactly(jar + " is not a jar (zip END header not found): was it copied as a whole?");
    }

    @Test
    void aFileThatIsGoneIsRefusedAndHidesNoOther() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a.jar"), directory.resolve("nowhere.jar"));
        good().in(directory);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            assertThat(plugins.scan()).isTrue();
            assertThat(plugins.names()).containsExactly("good");
            assertThat(plugins.refusals())
                    .containsExactly(link + " can't be read: there is no file " + link + ", or it links to nothing");
            assertThat(plugins.scan()).as("anything new").isFalse();
        }
    }

    @Test
    void aFileThatMayNotBeReadIsRefusedAndHidesNoOther() throws IOException {
        Path jar = Files.writeString(directory.resolve("a.jar"), "secret");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(jar), "whoever runs this may read everything");
        good().in(directory);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            assertThat(plugins.names()).containsExactly("good");
            assertThat(plugins.refusals())
                    .containsExactly(jar + " can't be read: this process lacks the permission to read " + jar);
        }
    }

    // ---- folders ----

    @Test
    void anEmptyFolderIsRefused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("empty"));
        assertThat(refusals())
                .containsExactly(folder + " holds no jar: put the plugin's jar into it, and its libraries beside that");
    }

    @Test
    void aFolderOfLibrariesIsNoPlugin() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("libraries"));
        PluginJar.library("one").in(folder);
        PluginJar.library("two").in(folder);
        assertThat(refusals())
                .containsExactly(
                        folder + " is no plugin: no manifest of its jars has a Busbar-Plugin. Let the build set"
                                + " Busbar-Plugin, Busbar-Plugin-Version and Busbar-Plugin-Api (with Maven, as"
                                + " manifestEntries of the jar or the shade plugin)");
    }

    @Test
    void aFolderWithTwoPluginsIsRefused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("both"));
        PluginJar.named("one").service("acme.Main").in(folder);
        PluginJar.named("two").service("acme.Main").in(folder);
        assertThat(refusals())
                .containsExactly(folder + " holds two plugins, one and two: give each a folder of its own");
    }

    // ---- hashes ----

    @Test
    void aJarWhoseHashIsNotListedIsRefusedWithTheHash() throws Exception {
        Path jar = good().in(directory);
        assertThat(refusals(Set.of("00")))
                .containsExactly(jar + " has the SHA-256 " + sha256(jar)
                        + ", which is not listed in plugins.sha256: list it if you trust the file");
    }

    @Test
    void aLibraryWhoseHashIsNotListedIsRefusedWithItsPlugin() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("good"));
        Path jar = good().in(folder);
        Path library = PluginJar.library("library").in(folder);
        assertThat(refusals(Set.of(sha256(jar))))
                .containsExactly(library + " has the SHA-256 " + sha256(library)
                        + ", which is not listed in plugins.sha256: list it if you trust the file");
    }

    @Test
    void aJarWhoseHashIsListedIsOffered() throws Exception {
        Path jar = good().in(directory);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, Set.of(sha256(jar)), getClass().getClassLoader())) {
            plugins.scan();
            assertThat(plugins.names()).containsExactly("good");
            assertThat(plugins.refusals()).isEmpty();
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
