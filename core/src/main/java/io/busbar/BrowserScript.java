package io.busbar;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Serves {@code busbar.js}, the wrapper of {@code EventSource} for pages, and {@code busbar.d.ts}, its types: an ECMAScript
 * module without dependencies, of less than 3 KiB compressed.
 *
 * <pre>{@code
 * BrowserScript.mount(router, "/");      // import {connect} from "/busbar.js"
 * }</pre>
 *
 * <p>Browsers keep it, and ask each time whether it is still the same, so that it is always the one of this version.
 */
public final class BrowserScript implements Handler<RoutingContext> {

    private static final String SCRIPT = "busbar.js";
    private static final String TYPES = "busbar.d.ts";
    private static final String GZIP = "gzip";
    private static final int ETAG_BYTES = 8;

    private final String contentType;
    private final Buffer plain;
    private final Buffer gzipped;
    private final String etag;

    private BrowserScript(String name, String contentType, UnaryOperator<String> change) {
        this.contentType = contentType;
        byte[] text = change.apply(read(name)).getBytes(StandardCharsets.UTF_8);
        plain = Buffer.buffer(text);
        gzipped = Buffer.buffer(gzip(text));
        etag = etag(text);
    }

    /**
     * Mounts {@code GET} and {@code HEAD} of {@code busbar.js} and {@code busbar.d.ts} below {@code path}.
     *
     * @param path starts and ends with a slash, such as {@code /}
     * @throws IllegalArgumentException if it does not
     */
    public static void mount(Router router, String path) {
        if (!path.startsWith("/") || !path.endsWith("/")) {
            throw new IllegalArgumentException("path must start and end with a slash: " + path);
        }
        mount(router, path + SCRIPT, Loaded.SCRIPT_HANDLER);
        mount(router, path + TYPES, Loaded.TYPES_HANDLER);
    }

    private static void mount(Router router, String path, BrowserScript file) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(file);
    }

    /** Returns the handler of {@code busbar.js}, for a route of one's own. */
    public static BrowserScript script() {
        return Loaded.SCRIPT_HANDLER;
    }

    /** Returns the handler of {@code busbar.d.ts}, for a route of one's own. */
    public static BrowserScript types() {
        return Loaded.TYPES_HANDLER;
    }

    /** Answers with the file, compressed if the client takes that, or with 304 if it has it. Any thread. */
    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ETAG, etag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && (known.contains(etag) || known.trim().equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).putHeader("X-Content-Type-Options", "nosniff");
        if (takesGzip(context)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP).end(gzipped);
        } else {
            response.end(plain);
        }
    }

    private static boolean takesGzip(RoutingContext context) {
        return context.parsedHeaders().acceptEncoding().stream()
                .filter(encoding -> encoding.value().equalsIgnoreCase(GZIP))
                .anyMatch(encoding -> encoding.weight() > 0);
    }

    /** Leaves out what only its authors need: lines that are comments, and indentation. No text goes over several lines. */
    private static String withoutComments(String script) {
        return script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/**"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String read(String name) {
        try (InputStream file = Objects.requireNonNull(BrowserScript.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new SmallestGzip(compressed)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String etag(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            // Weak: it is the same whether compressed or not.
            return "W/\"" + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream to) throws IOException {
            super(to);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** Read when first asked for: who serves no pages has nothing of it. */
    private static final class Loaded {
        static final BrowserScript SCRIPT_HANDLER =
                new BrowserScript(SCRIPT, "text/javascript;charset=utf-8", BrowserScript::withoutComments);
        static final BrowserScript TYPES_HANDLER =
                new BrowserScript(TYPES, "text/plain;charset=utf-8", UnaryOperator.identity());
    }
}
