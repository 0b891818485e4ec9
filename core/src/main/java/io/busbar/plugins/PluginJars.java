package io.busbar.plugins;

import io.busbar.plugin.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A plugin as it lies in a directory: a jar, or a folder with a jar and its libraries. It is copied before it is read, so
 * that whatever happens to the files later is no concern of who runs it.
 *
 * @param source where it was found
 * @param jars the copies, the plugin's own first
 * @param name what the manifest says
 * @param version what the manifest says
 * @param digest of the contents of all jars
 * @param className what the service file says
 */
record PluginJars(Path source, List<Path> jars, String name, String version, String digest, String className) {

    /** The file that names the class. */
    static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

    /**
     * Copies what is at {@code source} to {@code target}, a directory of its own, and reads it.
     *
     * @param sha256 the hashes of jars that may be loaded; null for any
     * @throws PluginException if it is no plugin that can be loaded here; the message says what to do
     */
    static PluginJars copy(Path source, Path target, @Nullable Set<String> sha256) throws IOException {
        List<Path> jars = new ArrayList<>();
        StringBuilder hashes = new StringBuilder();
        for (Path jar : jarsIn(source)) {
            Path copy = target.resolve(jar.getFileName().toString());
            String hash = copyAndHash(jar, copy);
            if (sha256 != null && !sha256.contains(hash)) {
                throw new PluginException(jar + " has the SHA-256 " + hash
                        + ", which is not listed in plugins.sha256: list it if you trust the file");
            }
            jars.add(copy);
            hashes.append(hash);
        }
        return read(source, jars, Digests.of(hashes.toString()));
    }

    /** Returns the jar, or those in the folder, by name, but for what starts with a dot. */
    static List<Path> jarsIn(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        try (Stream<Path> files = Files.list(source)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> file.toString().endsWith(".jar") && !Files.isDirectory(file))
                    .sorted()
                    .toList();
        }
    }

    /** Returns what to say of a jar that can't be read. */
    static String whyUnreadable(Exception e) {
        if (e instanceof AccessDeniedException denied) {
            return "this process lacks the permission to read " + denied.getFile();
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile() + ", or it links to nothing";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String copyAndHash(Path from, Path to) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
                Files.copy(in, to);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static PluginJars read(Path source, List<Path> jars, String digest) throws IOException {
        PluginJars found = null;
        List<Path> ordered = new ArrayList<>(jars);
        for (Path jar : jars) {
            PluginJars read = readJar(source, jar, ordered, digest);
            if (read != null && found != null) {
                throw new PluginException(source + " holds two plugins, " + found.name() + " and " + read.name()
                        + ": give each a folder of its own");
            }
            if (read != null) {
                found = read;
                ordered.remove(jar);
                ordered.add(0, jar);
            }
        }
        if (found == null) {
            if (jars.isEmpty()) {
                throw new PluginException(
                        source + " holds no jar: put the plugin's jar into it, and its libraries beside that");
            }
            throw new PluginException(source + " is no plugin: "
                    + (jars.size() > 1 ? "no manifest of its jars has a " : "its manifest has no ")
                    + Plugin.MANIFEST_NAME
                    + ". Let the build set " + Plugin.MANIFEST_NAME + ", " + Plugin.MANIFEST_VERSION + " and "
                    + Plugin.MANIFEST_API
                    + " (with Maven, as manifestEntries of the jar or the shade plugin)");
        }
        return new PluginJars(source, List.copyOf(ordered), found.name(), found.version(), digest, found.className());
    }

    private static @Nullable PluginJars readJar(Path source, Path jar, List<Path> all, String digest)
            throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = attributes.getValue(Plugin.MANIFEST_NAME);
            if (name == null) {
                return null;
            }
            PluginOffer.checkName(source + ": the manifest's " + Plugin.MANIFEST_NAME, name);
            checkApi(source, name, attributes.getValue(Plugin.MANIFEST_API));
            String version = attributes.getValue(Plugin.MANIFEST_VERSION);
            if (version == null || version.isBlank()) {
                throw new PluginException(source + ": the manifest has no " + Plugin.MANIFEST_VERSION
                        + ", so nobody could tell which version of " + name + " runs");
            }
            return new PluginJars(source, all, name, version, digest, readService(source, file));
        } catch (ZipException e) {
            Path original = Files.isDirectory(source) ? source.resolve(jar.getFileName()) : source;
            throw new PluginException(original + " is not a jar (" + e.getMessage() + "): was it copied as a whole?");
        }
    }

    private static void checkApi(Path source, String name, @Nullable String api) {
        String meaning =
                "the version of the plugin API that " + name + " was built for; this is version " + Plugin.API_VERSION;
        if (api == null) {
            throw new PluginException(source + ": the manifest has no " + Plugin.MANIFEST_API + ", " + meaning);
        }
        int built;
        try {
            built = Integer.parseInt(api.trim());
        } catch (NumberFormatException e) {
            throw new PluginException(source + ": the manifest's " + Plugin.MANIFEST_API + " must be a number, "
                    + meaning + ": \"" + api + "\"");
        }
        if (built != Plugin.API_VERSION) {
            throw new PluginException(source + ": " + name + " was built for version " + built
                    + " of the plugin API, and this is version " + Plugin.API_VERSION + ": "
                    + (built > Plugin.API_VERSION
                            ? "it needs a newer Busbar"
                            : "it has to be built again, against this version"));
        }
    }

    private static String readService(Path source, JarFile file) throws IOException {
        if (file.getEntry(SERVICE) == null) {
            throw new PluginException(source + " has no file " + SERVICE
                    + ": it has to hold the name of the class that implements " + Plugin.class.getSimpleName());
        }
        try (InputStream in = file.getInputStream(file.getEntry(SERVICE))) {
            List<String> names = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (names.size() != 1) {
                throw new PluginException(source + ": " + SERVICE + " must name one class, the one that implements "
                        + Plugin.class.getSimpleName() + ", and names "
                        + (names.isEmpty() ? "none" : String.join(", ", names)));
            }
            return names.get(0);
        }
    }
}
