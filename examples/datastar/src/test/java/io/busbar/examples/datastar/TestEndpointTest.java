package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /test}: what it is asked for, by the words of Datastar's SDK description, and what it answers, by its specification. */
@Timeout(60)
class TestEndpointTest {

    /** A name, events in which {@code '} is a quote, and {@code `} one within a text, and the stream that they are. */
    static final List<Arguments> CASES = List.of(
            Arguments.of("elements", "{'type':'patchElements','elements':'<p id=`a`>é</p>'}", """
                    event: datastar-patch-elements
                    data: elements <p id="a">é</p>

                    """),
            Arguments.of(
                    "elements with everything",
                    "{'type':'patchElements','elements':'<b/>\\n\\n<i/>','selector':'#a > b','mode':'inner',"
                            + "'useViewTransition':true,'viewTransitionSelector':'main','namespace':'svg',"
                            + "'eventId':'7','retryDuration':2500}",
                    """
                    event: datastar-patch-elements
                    id: 7
                    retry: 2500
                    data: selector #a > b
                    data: mode inner
                    data: useViewTransition true
                    data: viewTransitionSelector main
                    data: namespace svg
                    data: elements <b/>
                    data: elements\s
                    data: elements <i/>

                    """),
            Arguments.of(
                    "defaults, which are not written",
                    "{'type':'patchElements','elements':'<p/>','mode':'outer','useViewTransition':false,"
                            + "'namespace':'html','retryDuration':1000,'selector':null}",
                    """
                    event: datastar-patch-elements
                    data: elements <p/>

                    """),
            Arguments.of("removal", "{'type':'patchElements','selector':'#a','mode':'remove'}", """
                    event: datastar-patch-elements
                    data: selector #a
                    data: mode remove

                    """),
            Arguments.of(
                    "signals, compact and in their order",
                    "{'type':'patchSignals','signals':{ 'z' : 1, 'a': {'c': null, 'b': [1, 2.5, true]}, 'm': 'x\\ny'}}",
                    """
                    event: datastar-patch-signals
                    data: signals {"z":1,"a":{"c":null,"b":[1,2.5,true]},"m":"x\\ny"}

                    """),
            Arguments.of(
                    "signals with everything",
                    "{'type':'patchSignals','signals':{},'onlyIfMissing':true,'eventId':12,'retryDuration':0}",
                    """
                    event: datastar-patch-signals
                    id: 12
                    retry: 0
                    data: onlyIfMissing true
                    data: signals {}

                    """),
            Arguments.of(
                    "raw signals, as they are",
                    "{'type':'patchSignals','signals-raw':'{\\n  `a`:  1\\n}','signals':{'b':2}}",
                    """
                    event: datastar-patch-signals
                    data: signals {
                    data: signals   "a":  1
                    data: signals }

                    """),
            Arguments.of("a script", "{'type':'executeScript','script':'a()\\nb()'}", """
                    event: datastar-patch-elements
                    data: selector body
                    data: mode append
                    data: elements <script data-effect="el.remove()">a()
                    data: elements b()</script>

                    """),
            Arguments.of(
                    "a script with everything",
                    "{'type':'executeScript','script':'a()','attributes':{'type':'module','blocking':false},"
                            + "'autoRemove':false,'eventId':'e','retryDuration':1}",
                    """
                    event: datastar-patch-elements
                    id: e
                    retry: 1
                    data: selector body
                    data: mode append
                    data: elements <script type="module" blocking="false">a()</script>

                    """),
            Arguments.of(
                    "several, in their order",
                    "{'type':'patchSignals','signals':{'a':1}},{'type':'patchElements','elements':'<p/>'},"
                            + "{'type':'patchSignals','signals':{'a':null}}",
                    """
                    event: datastar-patch-signals
                    data: signals {"a":1}

                    event: datastar-patch-elements
                    data: elements <p/>

                    event: datastar-patch-signals
                    data: signals {"a":null}

                    """),
            Arguments.of("none", "", ""));

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start(Client.none().script().toString());
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CASES")
    void eventsAreAnsweredHoweverTheyAreSent(String name, String events, String stream) throws Exception {
        String signals = "{'events':[" + events + "]}";
        for (String method : List.of("GET", "DELETE", "POST", "PUT", "PATCH")) {
            HttpResponse<String> response =
                    send(method, signals.replace('\'', '"').replace("`", "\\\""));
            assertThat(response.statusCode()).as(method).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
            assertThat(response.body()).as(method).isEqualTo(stream);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void signalsOf64KiBFitIntoAQueryHoweverTheyAreEncoded(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        String signals = "{\"events\":[{\"type\":\"patchElements\",\"elements\":\"%s\"}]}";
        assertThat(send(client, "GET", signals.formatted("")).statusCode()).isEqualTo(200); // after which it is HTTP/2
        String filler = "\u00e9".repeat((64 * 1024 - signals.length()) / 2);
        HttpResponse<String> response = send(client, "GET", signals.formatted(filler));
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("event: datastar-patch-elements\ndata: elements " + filler + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "1",
                "{}",
                "{\"events\":{}}",
                "{\"events\":[1]}",
                "{\"events\":[{}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"mode\":\"under\"}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"elements\":1}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"elements\":\"\",\"selector\":\"a\\nb\"}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"elements\":\"\",\"eventId\":\"1\\r\\ndata: x\"}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"elements\":\"\",\"retryDuration\":-1}]}",
                "{\"events\":[{\"type\":\"patchSignals\",\"signals\":[]}]}",
                "{\"events\":[{\"type\":\"patchSignals\",\"signals-raw\":\"alert(1)\"}]}",
                "{\"events\":[{\"type\":\"patchSignals\"}]}",
                "{\"events\":[{\"type\":\"executeScript\",\"script\":\"</script>\"}]}",
                "{\"events\":[{\"type\":\"patchElements\",\"elements\":\"\"},{\"type\":\"nothing\"}]}",
            })
    void whatIsWrongIsA400AndNoStream(String signals) throws Exception {
        for (String method : List.of("GET", "POST")) {
            assertThat(send(method, signals).statusCode()).as(method).isEqualTo(400);
        }
    }

    @Test
    void hostileJsonIsA400() throws Exception {
        assertThat(send("POST", "[".repeat(200_000)).statusCode()).isEqualTo(400);
        assertThat(send("POST", "{\"events\":".repeat(50_000)).statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> send(String method, String signals) throws Exception {
        return send(HTTP, method, signals);
    }

    private static HttpResponse<String> send(HttpClient client, String method, String signals) throws Exception {
        boolean inQuery = method.equals("GET") || method.equals("DELETE");
        String query = inQuery ? "?datastar=" + URLEncoder.encode(signals, StandardCharsets.UTF_8) : "";
        URI uri = example.uri("/test" + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Datastar-Request", "true");
        if (inQuery) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(signals));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
