package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The steps against a second way to say what they do: over the list of a body's leaves. Each leaf has a number of its
 * own, so it is known again wherever it ends up.
 */
class FieldStepsPropertyTest {

    private static final int BODIES = 20_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomBodies bodies = new RandomBodies(random);

    @Test
    void keepLeavesJustTheLeavesToOrThroughWhichAPointerLeads() {
        int kept = 0;
        int gone = 0;
        for (int i = 0; i < BODIES; i++) {
            Object body = bodies.body();
            List<String> keep = pointers(true);
            Map<Integer, List<String>> expected = Leaves.leaves(body);
            int before = expected.size();
            expected.values().removeIf(path -> !named(path, keep));

            Object result = result(Configs.keep(keep.toArray(String[]::new)), body);

            assertThat(Leaves.leaves(result).keySet()).as(context(body, keep)).isEqualTo(expected.keySet());
            assertThat(Leaves.containers(result)).as(context(body, keep)).allMatch(path -> onTheWay(path, keep));
            kept += expected.size();
            gone += before - expected.size();
        }
        assertThat(kept).as("seed %d", seed).isGreaterThan(BODIES / 4);
        assertThat(gone).as("seed %d", seed).isGreaterThan(BODIES / 4);
    }

    @Test
    void theStepsComeOneAfterTheOther() {
        int seen = 0;
        for (int i = 0; i < BODIES; i++) {
            Object body = bodies.body();
            JsonFieldsConfig config = Configs.of(
                    random.nextBoolean() ? pointers(false) : null,
                    pointers(false),
                    names(),
                    List.of("/x", "/*/y", "/*/*/z"));
            Map<Integer, List<String>> expected = Leaves.leaves(body);
            expected.values().removeIf(path -> config.keep() != null && !named(path, config.keep()));
            expected.values().removeIf(path -> named(path, config.drop()));
            expected.replaceAll((leaf, path) -> renamed(path, config.rename()));
            expected.values().removeIf(path -> named(path, config.mask()));

            Object result = result(config, body);

            assertThat(Leaves.withoutIndexes(Leaves.leaves(result)))
                    .as(context(body, config))
                    .isEqualTo(Leaves.withoutIndexes(expected));
            seen += expected.size();
        }
        assertThat(seen).as("seed %d", seed).isGreaterThan(BODIES / 4);
    }

    /** Bodies here are unmodifiable at every depth, so a write would throw. */
    @Test
    void theBodyIsNeverChanged() {
        for (int i = 0; i < BODIES; i++) {
            Object body = RandomBodies.frozen(bodies.body());
            String before = Json.encode(body);
            JsonFieldsConfig config = Configs.of(
                    random.nextBoolean() ? pointers(true) : null, pointers(true), names(), List.of("/x", "/*/y"));

            result(config, body);

            assertThat(Json.encode(body)).as(context(before, config)).isEqualTo(before);
        }
    }

    private static Object result(JsonFieldsConfig config, Object body) {
        Object result = body;
        for (FieldStep step : FieldSteps.of(config)) {
            result = step.apply(result);
        }
        return result;
    }

    /** With indexes only where no step follows, since they change from one to the next. */
    private List<String> pointers(boolean withIndexes) {
        List<String> pointers = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            StringBuilder pointer = new StringBuilder();
            for (int k = random.nextInt(3); k >= 0; k--) {
                pointer.append('/').append(segment(withIndexes));
            }
            pointers.add(pointer.toString());
        }
        return pointers;
    }

    private String segment(boolean withIndexes) {
        if (random.nextInt(3) == 0) {
            return "*";
        }
        if (withIndexes && random.nextInt(4) == 0) {
            return List.of("0", "1", "2", "-").get(random.nextInt(4));
        }
        return List.of("a", "b", "c", "~0", "~1", "").get(random.nextInt(6));
    }

    /** New names that no body has, each of its own, so that nobody is in the way of another. */
    private Map<String, String> names() {
        return random.nextBoolean()
                ? Map.of("/a", "x", "/*/b", "y", "/a/*/c", "z")
                : Map.of("/~1", "x", "/a/~0", "y", "/*/*/", "w");
    }

    private static boolean named(List<String> path, List<String> pointers) {
        return pointers.stream()
                .map(FieldStepsPropertyTest::segments)
                .anyMatch(pointer -> pointer.size() <= path.size() && agree(pointer, path, pointer.size()));
    }

    /** As far as a result tells: elements close up, so its indexes say nothing about where they came from. */
    private static boolean onTheWay(List<String> path, List<String> pointers) {
        return pointers.stream().map(FieldStepsPropertyTest::segments).anyMatch(pointer -> {
            for (int i = 0; i < Math.min(pointer.size(), path.size()); i++) {
                boolean any = path.get(i).startsWith("#") || pointer.get(i).equals("*");
                if (!any && !pointer.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        });
    }

    private static boolean agree(List<String> pointer, List<String> path, int length) {
        for (int i = 0; i < length; i++) {
            String segment = path.get(i).startsWith("#") ? path.get(i).substring(1) : path.get(i);
            if (!pointer.get(i).equals("*") && !pointer.get(i).equals(segment)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> renamed(List<String> path, Map<String, String> names) {
        List<String> result = new ArrayList<>(path);
        for (int length = 1; length <= path.size(); length++) {
            for (Map.Entry<String, String> name : names.entrySet()) {
                List<String> pointer = segments(name.getKey());
                if (pointer.size() == length
                        && agree(pointer, path, length)
                        && !path.get(length - 1).startsWith("#")) {
                    result.set(length - 1, name.getValue());
                }
            }
        }
        return result;
    }

    private static List<String> segments(String pointer) {
        List<String> segments = new ArrayList<>();
        for (String segment : pointer.substring(1).split("/", -1)) {
            segments.add(segment.replace("~1", "/").replace("~0", "~"));
        }
        return segments;
    }

    private String context(Object body, Object rules) {
        return "seed " + seed + ", " + rules + ", " + body;
    }
}
