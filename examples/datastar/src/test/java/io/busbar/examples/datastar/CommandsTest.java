package io.busbar.examples.datastar;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users do, as HTTP requests: what is answered to those that are wrong, and by whom they are let in. */
@Timeout(60)
class CommandsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private RunningExample example;

    @BeforeEach
    void start() {
        example = RunningExample.start(Client.none().script().toString());
    }

    @AfterEach
    void stop() {
        example.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat.say    | {'text':'a'}                  | {'chat':{'problem':'Say who you are.'}}",
                "chat.say    | {'name':'b','text':' '}       | {'chat':{'problem':'There is nothing to send yet.'}}",
                "chat.say    | {'name':1,'text':2}           | {'chat':{'problem':'Say who you are.'}}",
                "chat.say    | {'name':'b','text':'a'}       | {'chat':{'problem':'','text':''}}",
                "list.add    | {}                            | {'list':{'problem':'An entry needs a text.'}}",
                "list.add    | {'text':'a'}                  | {'list':{'problem':'','text':''}}",
                "list.tick   | {'id':1,'done':true}          | {'list':{'problem':''}}",
                "list.tick   | {'id':9,'done':true}          | {'list':{'problem':'Somebody has removed that entry.'}}",
                "list.rename | {'id':'1','text':'a'}         | {'list':{'problem':'Somebody has removed that entry.'}}",
                "list.rename | {'id':1,'text':''}            | {'list':{'problem':'An entry needs a text.'}}",
                "list.remove | {'id':null}                   | {'list':{'problem':'Somebody has removed that entry.'}}",
                "list.remove | {'id':1}                      | {'list':{'problem':''}}",
            })
    void theAnswerIsAShortStreamOfSignals(String address, String command, String signals) throws Exception {
        HttpResponse<String> response = post(example.uri("/request/" + address), command.replace('\'', '"'), true);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("event: datastar-patch-signals\ndata: signals " + signals.replace('\'', '"') + "\n\n");
    }

    @Test
    void textsAreBounded() {
        JsonObject answer = example.command("list.add", new JsonObject().put("text", "x".repeat(103)));
        assertThat(answer.getString("problem")).isEqualTo("That is 3 characters too long.");
        for (int i = 0; i < 60; i++) {
            answer = example.command("list.add", new JsonObject().put("text", "x"));
        }
        assertThat(answer.getString("problem")).isEqualTo("The list is full: remove something first.");
    }

    @Test
    void whatCantBeDoneIsAStatusAndNoStream() throws Exception {
        String command = "{\"name\":\"a\",\"text\":\"b\"}";
        assertThat(post(example.uri("/request/chat.say"), command, false).statusCode())
                .as("not sent by a page of this server")
                .isEqualTo(403);
        assertThat(post(example.uri("/request/chat"), command, true).statusCode())
                .as("an address that takes no commands")
                .isEqualTo(403);
        assertThat(post(example.uri("/request/chat.say"), "{", true).statusCode())
                .isEqualTo(400);
        assertThat(post(example.uri("/request/chat.say"), "x".repeat(70_000), true)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void withoutWhoeverCarriesItOutItIsA503() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            WebServer alone = new WebServer(
                    "127.0.0.1", 0, ClientScript.of(Client.none().script().toString()));
            vertx.deployVerticle(alone)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, SECONDS);
            URI uri = URI.create("http://127.0.0.1:" + alone.port() + "/request/chat.say");
            HttpResponse<String> response = post(uri, "{}", true);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
        }
    }

    private static HttpResponse<String> post(URI uri, String body, boolean byDatastar) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (byDatastar) {
            request.header("Datastar-Request", "true");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
