package io.busbar.examples.quickstart;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example in this process, and its page in a real browser. */
@Timeout(120)
abstract class PageFixture {

    /** A function: the columns of a chart that have a tone of the style sheet on more than a part of their height. */
    static final String COLUMNS = """
            (title, name, part) => {
              const chart = [...document.querySelectorAll('.chart')]
                .find(chart => chart.querySelector('h2').textContent === title);
              const tone = getComputedStyle(chart).getPropertyValue(name).trim();
              const wanted = [1, 3, 5].map(at => parseInt(tone.slice(at, at + 2), 16));
              const canvas = chart.querySelector('canvas');
              const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const found = new Array(width).fill(0);
              for (let at = 0; at < data.length; at += 4) {
                if (data[at + 3] === 255 && wanted.every((value, i) => Math.abs(data[at + i] - value) <= 2)) {
                  found[(at / 4) % width]++;
                }
              }
              return found.map((pixels, x) => x).filter(x => found[x] > part * height);
            }
            """;

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    RunningQuickstart quickstart;

    @BeforeEach
    void start() {
        quickstart = RunningQuickstart.start();
    }

    @AfterEach
    void stop() {
        if (quickstart != null) {
            quickstart.close();
        }
    }

    Chromium.Page open() throws Exception {
        return open(quickstart.uri("/"));
    }

    static Chromium.Page open(URI uri) throws Exception {
        Chromium.Page page = BROWSER.open(uri.toString());
        page.waitFor(state("connected"));
        return page;
    }

    static JsonObject message(String text) {
        return new JsonObject().put("name", "Grace").put("text", text).put("from", "1");
    }

    /** A condition: these messages are shown, and no others. */
    static String texts(String... texts) {
        return "JSON.stringify([...document.querySelectorAll('#messages p')].map(text => text.textContent)) === '"
                + new JsonArray(List.of(texts)).encode() + "'";
    }

    static String state(String state) {
        return "document.querySelector('#state').textContent === '" + state + "'";
    }
}
