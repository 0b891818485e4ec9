package com.example.yaml;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Finds out which version of a library is in use. */
final class LibraryVersion {

    private LibraryVersion() {}

    /**
     * Returns the version that Maven noted in the jar from which {@code type} was loaded. That jar is opened, rather than
     * the class loader asked, which might answer from another one. Reads a file.
     *
     * @return the version, or {@code unknown} if there is no such note
     * @throws IOException if the jar can't be read
     */
    static String of(Class<?> type, String groupId, String artifactId) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return "unknown";
        }
        File file = new File(uri(source));
        return file.isFile()
                ? noted(file, "META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties")
                : "unknown";
    }

    private static URI uri(CodeSource source) throws IOException {
        try {
            return source.getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String noted(File file, String name) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            ZipEntry entry = jar.getEntry(name);
            if (entry == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            try (InputStream in = jar.getInputStream(entry)) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
