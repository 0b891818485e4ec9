package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium of one's own, driven over the DevTools protocol. Its methods block; thread-safe. */
public final class Chromium implements AutoCloseable {

    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;
    private static final String ANNOUNCEMENT = "DevTools listening on ";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger nextId = new AtomicInteger();
    private final Map<Integer, Promise<JsonObject>> pending = new ConcurrentHashMap<>();
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> contexts = new LinkedBlockingQueue<>();
    private final Path profile;
    private final Process process;
    // Vert.x closes a client that nobody refers to, and its connections with it.
    private final WebSocketClient client = vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(LARGEST_MESSAGE).setMaxMessageSize(LARGEST_MESSAGE));

    private final WebSocket socket;

    /** Returns the browser's program, if this machine has one. */
    public static Optional<String> program() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Starts {@code program} with an empty profile. */
    public Chromium(String program) throws Exception {
        profile = Files.createTempDirectory("chromium");
        List<String> command = new ArrayList<>(List.of(program, "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--disable-quic", "--no-first-run", "--disable-background-networking"));
        command.addAll(List.of("--disable-component-update", "--disable-sync", "--hide-scrollbars"));
        command.addAll(List.of("--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"));
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String url =
                    announcedUrl().toCompletionStage().toCompletableFuture().get(30, SECONDS);
            // A connection with an Origin would be refused: it could come from a page.
            socket = await(client.connect(
                    new WebSocketConnectOptions().setAbsoluteURI(url).setAllowOriginHeader(false)));
            socket.textMessageHandler(text -> received(new JsonObject(text)));
        } catch (Exception failure) {
            stop();
            throw failure;
        }
    }

    /** Reads stderr to its end, so that the browser never blocks on it. */
    private Future<String> announcedUrl() {
        Promise<String> url = Promise.promise();
        Thread reader = new Thread(() -> {
            List<String> lines = new ArrayList<>();
            try (BufferedReader stderr = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = stderr.readLine(); line != null; line = stderr.readLine()) {
                    lines.add(line);
                    if (line.startsWith(ANNOUNCEMENT)) {
                        url.tryComplete(line.substring(ANNOUNCEMENT.length()));
                    }
                }
            } catch (IOException closed) {
                lines.add(closed.toString());
            }
            url.tryFail("the browser ended: " + String.join("\n", lines));
        });
        reader.setDaemon(true);
        reader.start();
        return url.future();
    }

    private void received(JsonObject message) {
        Promise<JsonObject> answer = pending.remove(message.getInteger("id", 0));
        if (answer != null && message.containsKey("error")) {
            answer.fail(message.getJsonObject("error").encode());
        } else if (answer != null) {
            answer.complete(message.getJsonObject("result"));
        } else if (isComplaint(message)) {
            complaints.add(message.getJsonObject("params").encode());
        }
    }

    private static boolean isComplaint(JsonObject message) {
        String method = message.getString("method", "");
        if (method.equals("Log.entryAdded")) {
            JsonObject entry = message.getJsonObject("params").getJsonObject("entry");
            return entry.getString("level").equals("error")
                    && !entry.getString("source").equals("network");
        }
        return method.equals("Runtime.exceptionThrown");
    }

    private JsonObject call(String method, JsonObject params, String session) {
        JsonObject request =
                new JsonObject().put("id", nextId.incrementAndGet()).put("method", method);
        request.put("params", params);
        if (!session.isEmpty()) {
            request.put("sessionId", session);
        }
        Promise<JsonObject> answer = Promise.promise();
        pending.put(request.getInteger("id"), answer);
        socket.writeTextMessage(request.encode()).onFailure(answer::tryFail);
        return await(answer.future());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Opens {@code url} as a new user would: nothing is shared with the other pages. */
    public Page open(String url) {
        String context =
                call("Target.createBrowserContext", new JsonObject(), "").getString("browserContextId");
        contexts.add(context);
        JsonObject window =
                new JsonObject().put("newWindow", true).put("width", 1280).put("height", 900);
        return open(url, context, window);
    }

    private Page open(String url, String context, JsonObject where) {
        JsonObject target = where.copy().put("url", "about:blank").put("browserContextId", context);
        String id = call("Target.createTarget", target, "").getString("targetId");
        JsonObject attach = new JsonObject().put("targetId", id).put("flatten", true);
        Page page =
                new Page(context, id, call("Target.attachToTarget", attach, "").getString("sessionId"));
        page.call("Runtime.enable", new JsonObject());
        page.call("Log.enable", new JsonObject());
        page.call("Page.navigate", new JsonObject().put("url", url));
        return page;
    }

    /** Returns what pages threw, and what they were forbidden, since the last call. Failed requests are not in it. */
    public List<String> complaints() {
        List<String> taken = new ArrayList<>();
        complaints.drainTo(taken);
        return taken;
    }

    /** Closes all pages, and forgets what their users stored. */
    public void closePages() {
        for (String context = contexts.poll(); context != null; context = contexts.poll()) {
            call("Target.disposeBrowserContext", new JsonObject().put("browserContextId", context), "");
        }
    }

    @Override
    public void close() {
        try {
            call("Browser.close", new JsonObject(), "");
        } finally {
            stop();
        }
    }

    private void stop() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        try {
            if (!process.waitFor(5, SECONDS)) {
                family.forEach(ProcessHandle::destroyForcibly);
                process.waitFor(5, SECONDS);
            }
            await(vertx.close());
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One page of one user. */
    public final class Page {

        private final String context;
        private final String target;
        private final String session;

        private Page(String context, String target, String session) {
            this.context = context;
            this.target = target;
            this.session = session;
        }

        /** Opens another window of the same user, so that both pages are seen. */
        public Page openWindow(String url) {
            return Chromium.this.open(url, context, new JsonObject().put("newWindow", true));
        }

        /** Opens another tab of the same user in the same window, which hides this page. */
        public Page openTab(String url) {
            return Chromium.this.open(url, context, new JsonObject());
        }

        /** Shows this page, which other tabs may hide. */
        public void show() {
            Chromium.this.call("Target.activateTarget", new JsonObject().put("targetId", target), "");
        }

        /** Closes this page, as its user does. */
        public void close() {
            Chromium.this.call("Target.closeTarget", new JsonObject().put("targetId", target), "");
        }

        /** Goes to {@code url}. */
        public void navigate(String url) {
            call("Page.navigate", new JsonObject().put("url", url));
        }

        /** Loads the page anew, and waits until the one before is gone: what a test looks for may be on both. */
        public void reload() throws TimeoutException, InterruptedException {
            evaluate("window.isReloading = true; location.reload()");
            waitFor("!window.isReloading");
        }

        /** Calls a method of the DevTools protocol. */
        public JsonObject call(String method, JsonObject params) {
            return Chromium.this.call(method, params, session);
        }

        /** Returns the value of a JavaScript expression; that of a promise is waited for. */
        public Object evaluate(String expression) {
            JsonObject answer = call(
                    "Runtime.evaluate",
                    new JsonObject()
                            .put("expression", expression)
                            .put("awaitPromise", true)
                            .put("returnByValue", true));
            if (answer.containsKey("exceptionDetails")) {
                throw new IllegalStateException(expression + ": " + answer.getJsonObject("exceptionDetails"));
            }
            return answer.getJsonObject("result").getValue("value");
        }

        /** Waits until a JavaScript condition holds, at most 20 seconds. */
        public void waitFor(String condition) throws TimeoutException, InterruptedException {
            Instant end = Instant.now().plus(Duration.ofSeconds(20));
            while (!holds("document.readyState === 'complete' && !!(" + condition + ")")) {
                if (Instant.now().isAfter(end)) {
                    throw new TimeoutException(condition + "; the page says: " + evaluate("document.body.innerText"));
                }
                Thread.sleep(50);
            }
        }

        /** A page that is being loaded anew has no answer yet. */
        private boolean holds(String condition) {
            try {
                return Boolean.TRUE.equals(evaluate(condition));
            } catch (IllegalStateException e) {
                if (String.valueOf(e.getMessage()).contains("Inspected target navigated or closed")) {
                    return false;
                }
                throw e;
            }
        }

        /** Replaces the text of the field that {@code selector} names, as a user types. */
        public void type(String selector, String text) {
            evaluate("(field => { field.focus(); field.select(); })(document.querySelector('" + selector + "'))");
            call("Input.insertText", new JsonObject().put("text", text));
        }

        /** Presses a key where the focus is. */
        public void pressKey(String name, int code) {
            JsonObject key = new JsonObject().put("key", name).put("windowsVirtualKeyCode", code);
            JsonObject down = key.copy().put("type", "keyDown");
            call("Input.dispatchKeyEvent", name.equals("Enter") ? down.put("text", "\r") : down);
            call("Input.dispatchKeyEvent", key.put("type", "keyUp"));
        }

        /** Clicks on the element that {@code selector} names. */
        public void click(String selector) {
            evaluate("document.querySelector('" + selector + "').click()");
        }

        /** Sets how wide and high the page is, and whether its user prefers dark colours. */
        public void look(int width, int height, boolean dark) {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    new JsonObject()
                            .put("width", width)
                            .put("height", height)
                            .put("deviceScaleFactor", 2)
                            .put("mobile", false));
            JsonObject scheme =
                    new JsonObject().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
            call("Emulation.setEmulatedMedia", new JsonObject().put("features", new JsonArray().add(scheme)));
        }

        /** Returns a picture of the whole page, as PNG. */
        public byte[] screenshot() {
            JsonObject options = new JsonObject().put("format", "png").put("captureBeyondViewport", true);
            return Base64.getDecoder()
                    .decode(call("Page.captureScreenshot", options).getString("data"));
        }
    }
}
