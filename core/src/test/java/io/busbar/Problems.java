package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.HttpExchange;
import io.vertx.core.json.JsonObject;

/** What every refusal looks like. */
final class Problems {

    private Problems() {}

    /** Checks that {@code exchange} was refused with {@code status} and a problem body, which it returns. */
    static JsonObject expect(int status, HttpExchange exchange) {
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(status);
        assertThat(exchange.header("content-type")).as("%s", exchange).startsWith("application/problem+json");
        JsonObject problem = exchange.json();
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        // Refusals say nothing of the server's inside.
        assertThat(exchange.body()).doesNotContain("Exception", "\tat ", "io.vertx", "io.busbar");
        return problem;
    }
}
