package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.bridge.PermittedOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and write what. */
class PermissionsTest {

    @EveryWire
    void nothingIsPermittedByDefault(Wire wire) {
        SseBridgeOptions options = new SseBridgeOptions().addSource(new SourceOptions().setAddress("a.b"));
        try (BridgeServer server = wire.start(options)) {
            for (String path : new String[] {"/events/news", "/events/a.b", "/events/a.*", "/events?address=**"}) {
                try (TestStream refused = wire.open(server, path)) {
                    assertThat(refused.status()).as(path).isEqualTo(403);
                    assertThat(refused.header("content-type")).startsWith("application/problem+json");
                }
            }
            server.awaitQuiet();
        }
    }

    @EveryWire
    void anAddressOrARegularExpressionPermits(Wire wire) {
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddress("exact"))
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("news\\..+"));
        try (BridgeServer server = wire.start(options)) {
            for (String refused : new String[] {"exact2", "exac", "news", "news.", "xnews.a", "exact&address=other"}) {
                try (TestStream stream = wire.open(server, "/events?address=" + refused)) {
                    assertThat(stream.status()).as(refused).isEqualTo(403);
                }
            }
            try (TestStream stream = wire.open(server, "/events?address=exact&address=news.a")) {
                assertThat(stream.status()).isEqualTo(200);
                server.publish("exact", "1");
                stream.expectMessage("1");
                server.publish("news.a", "2");
                stream.expectMessage("2");
            }
        }
    }

    @EveryWire
    void aPatternDeliversOnlyWhatIsPermittedOfIt(Wire wire) {
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("news\\.public\\..+"))
                .addSource(new SourceOptions().setAddress("news.public.a"))
                .addSource(new SourceOptions().setAddress("news.secret.a"));
        try (BridgeServer server = wire.start(options);
                TestStream stream = wire.open(server, "/events/news.**")) {
            assertThat(stream.status()).isEqualTo(200);
            server.publish("news.secret.a", "secret");
            server.publish("news.public.a", "public");
            stream.expectMessage("public");
            // The secret one came by another consumer, and may be on its way still.
            server.publish("news.secret.a", "secret");
            server.publish("news.public.a", "end");
            stream.expectMessage("end");
            stream.assertExhausted();
        }
    }

    @EveryWire
    void theBodyMayHaveToMatch(Wire wire) {
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions()
                        .setAddress("news")
                        .setMatch(new JsonObject()
                                .put("public", true)
                                .put("by", new JsonObject().put("role", "editor"))));
        JsonObject editor = new JsonObject().put("role", "editor").put("name", "ada");
        JsonObject matching =
                new JsonObject().put("public", true).put("text", "hi").put("by", editor);
        try (BridgeServer server = wire.start(options);
                TestStream stream = wire.open(server, "/events/news")) {
            server.publish("news", matching.copy().put("public", false));
            server.publish("news", new JsonObject().put("public", true));
            server.publish("news", "text");
            server.publish("news", null);
            server.publish("news", matching);
            stream.expectMessage(matching.encode());
            stream.assertExhausted();
        }
    }

    /** What matters is what the body is as JSON, not which Java type a publisher used. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"n\":1}", "{\"n\":1.0}", "{\"list\":[1,{\"a\":2}]}", "{\"none\":null}"})
    void jsonValuesAreCompared(String match) {
        PermittedOptions rule = new PermittedOptions().setAddress("news").setMatch(new JsonObject(match));
        SseBridgeOptions options =
                new SseBridgeOptions().addOutboundPermitted(rule).addInboundPermitted(rule);
        JsonObject same = new JsonObject()
                .put("n", 1L)
                .put("none", null)
                .put("list", new JsonArray().add(1L).add(new JsonObject().put("a", 2)));
        JsonObject other = new JsonObject().put("n", 2).put("none", "some").put("list", new JsonArray());
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            server.publish("news", other);
            server.publish("news", same);
            client.expectMessage(same.encode());
            Problems.expect(403, HttpExchange.post(server.port(), "/publish/news", "application/json", other.encode()));
            HttpExchange exchange =
                    HttpExchange.post(server.port(), "/publish/news", "application/json", same.encode());
            assertThat(exchange.status()).as("%s", exchange).isEqualTo(202);
            client.expectMessage(same.encode());
            client.assertExhausted();
        }
    }

    @Test
    void optionsKeepWhatMustMatchWhenTheyAreCopied() {
        JsonObject match = new JsonObject().put("a", new JsonObject().put("b", 1));
        SseBridgeOptions options = new SseBridgeOptions().addOutboundPermitted(new PermittedOptions().setMatch(match));
        assertThat(new SseBridgeOptions(options).getOutboundPermitted().get(0).getMatch())
                .isEqualTo(match);
    }

    @EveryWire
    void anAuthorityMayBeRequired(Wire wire) {
        SseBridgeOptions options = new SseBridgeOptions()
                .addSource(new SourceOptions().setAddress("news.a"))
                .addSource(new SourceOptions().setAddress("open.a"))
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("open\\..+"))
                .addOutboundPermitted(
                        new PermittedOptions().setAddressRegex("news\\..+").setRequiredAuthority("read:news"));
        try (BridgeServer server =
                wire.with(options).routes(HeaderUsers::authenticate).start()) {
            try (TestStream refused = wire.open(server, "/events/news.a", "X-User: bob")) {
                assertThat(refused.status()).isEqualTo(403);
            }
            try (TestStream anonymous = wire.open(server, "/events/news.a")) {
                assertThat(anonymous.status()).isIn(401, 403);
            }
            try (TestStream ada = wire.open(server, "/events/*.a", "X-User: ada", "X-Authority: read:news");
                    TestStream bob = wire.open(server, "/events/*.a", "X-User: bob", "X-Authority: write:news")) {
                assertThat(ada.status()).isEqualTo(200);
                server.publish("news.a", "for ada");
                ada.expectMessage("for ada");
                server.publish("open.a", "for all");
                ada.expectMessage("for all");
                bob.expectMessage("for all");
                bob.assertExhausted();
            }
            server.awaitQuiet();
        }
    }

    @Test
    void aProviderMayKnowTheAuthorities() {
        AuthorizationProvider provider = new AuthorizationProvider() {
            @Override
            public String getId() {
                return "directory";
            }

            @Override
            public Future<Void> getAuthorizations(User user) {
                if ("ada".equals(user.subject())) {
                    user.authorizations().put(getId(), PermissionBasedAuthorization.create("read:news"));
                }
                return Future.succeededFuture();
            }
        };
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddress("news").setRequiredAuthority("read:news"))
                .addInboundPermitted(new PermittedOptions().setAddress("news").setRequiredAuthority("read:news"));
        try (BridgeServer server = BridgeServer.with(options)
                .routes(HeaderUsers::authenticate)
                .bridge(builder -> builder.withAuthorizationProvider(provider))
                .start()) {
            assertThat(HttpExchange.get(server.port(), "/events/news", "X-User: bob")
                            .status())
                    .isEqualTo(403);
            assertThat(HttpExchange.post(server.port(), "/publish/news", "text/plain", "x", "X-User: bob")
                            .status())
                    .isEqualTo(403);
            try (SseTestClient ada = SseTestClient.connect(server.port(), "/events/news", "X-User: ada")) {
                assertThat(HttpExchange.post(server.port(), "/publish/news", "text/plain", "x", "X-User: ada")
                                .status())
                        .isEqualTo(202);
                ada.expectMessage("x");
            }
        }
    }

    @Test
    void listenersSeeTheUser() {
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                .routes(HeaderUsers::authenticate)
                .start()) {
            try (SseTestClient ada =
                    SseTestClient.connect(server.port(), "/events?address=b&address=a", "X-User: ada")) {
                Conditions.await(
                        "the listener to be told",
                        () -> !server.listener().opened().isEmpty());
                assertThat(server.listener().opened()).hasSize(1).allSatisfy(subscriber -> {
                    assertThat(subscriber.user().subject()).isEqualTo("ada");
                    assertThat(subscriber.addresses()).containsExactly("b", "a");
                    assertThat(subscriber.remoteAddress()).isEqualTo("127.0.0.1:" + ada.localPort());
                });
            }
            server.awaitQuiet();
        }
    }
}
