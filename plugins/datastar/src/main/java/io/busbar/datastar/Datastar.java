package io.busbar.datastar;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * Makes events for Datastar pages.
 *
 * <pre>{@code
 * DatastarStream page = DatastarStream.open(response);
 * page.write(Datastar.patchElements("<li>" + escaped + "</li>").selector("#feed").mode(Mode.APPEND));
 * page.write(Datastar.patchSignals(new JsonObject().put("unread", 3)));
 * page.end();
 * }</pre>
 *
 * <p>HTML and scripts go to the page as they are: what comes from users is yours to escape. Lines may end with LF, CR or
 * CR LF; the page gets LF.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md">Datastar's SDK specification</a>
 */
public final class Datastar {

    private static final String SCRIPT_SCHEME = "javascript:";

    private Datastar() {}

    /**
     * Returns an event that puts elements into the page: in place of those that have the same ids, unless it is given a
     * selector or another mode.
     *
     * @param html complete elements; without a selector each at the top has an id
     */
    public static PatchElements patchElements(String html) {
        return new PatchElements(html);
    }

    /**
     * Returns an event that takes elements out of the page.
     *
     * @param selector a CSS selector
     * @throws IllegalArgumentException if it holds a CR, LF or NUL
     */
    public static PatchElements removeElements(String selector) {
        return new PatchElements("").selector(selector).mode(Mode.REMOVE);
    }

    /**
     * Returns an event that changes signals, by the rules of a JSON Merge Patch (RFC 7386): null removes.
     *
     * @param signals copied
     * @throws io.vertx.core.json.EncodeException if there is something in it that is not JSON
     */
    public static PatchSignals patchSignals(JsonObject signals) {
        return PatchSignals.of(signals);
    }

    /**
     * Returns an event that changes signals, as {@link #patchSignals(JsonObject)}.
     *
     * @param json the text of a JSON object, which is sent as it is, of one line or several
     * @throws IllegalArgumentException if it is not one
     */
    public static PatchSignals patchSignals(String json) {
        return PatchSignals.of(json);
    }

    /**
     * Returns an event that runs a script.
     *
     * @param script JavaScript, of one line or several
     * @throws IllegalArgumentException if it contains {@code </script} or {@code <!--}, which would end it; within a string
     *     {@code <\/script} and {@code \x3c!--} say the same
     */
    public static ExecuteScript executeScript(String script) {
        return new ExecuteScript(script);
    }

    /**
     * Returns an event that sends the page elsewhere, when it is done with the events before.
     *
     * @param url absolute or relative
     * @throws IllegalArgumentException if it holds a CR, LF or NUL, or is a {@code javascript:} URL, which would be run
     */
    public static ExecuteScript redirect(String url) {
        OneLine.check("url", url);
        if (isScript(url)) {
            throw new IllegalArgumentException("url must not be a script: \"" + url + "\"");
        }
        return new ExecuteScript("setTimeout(() => window.location.href = " + literal(url) + ")");
    }

    private static boolean isScript(String url) {
        // Browsers drop tabs, and blanks and control characters in front.
        String read = url.replace("\t", "").replaceFirst("^[\\x00-\\x20]+", "");
        return read.regionMatches(true, 0, SCRIPT_SCHEME, 0, SCRIPT_SCHEME.length());
    }

    /** Returns an event that writes any text to the browser's console. */
    public static ExecuteScript consoleLog(String message) {
        return new ExecuteScript("console.log(" + literal(message) + ")");
    }

    /** Returns a JavaScript string within which no HTML begins. */
    private static String literal(String text) {
        return Json.encode(text)
                .replace("<", "\\u003c")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
