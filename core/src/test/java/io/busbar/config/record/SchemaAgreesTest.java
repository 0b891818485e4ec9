package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.config.ConfigException;
import io.busbar.config.Durations;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema, read by a validator that is not ours, agrees with what is bound. */
class SchemaAgreesTest {

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://busbar.test/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private static final int TRIALS = 8_000;

    record Required(
            @Size(min = 1, max = 2) @Matches("[a-c]*|😀+") String text,
            @Range(min = -1.5, max = 3) int number,
            long large,
            double any,
            Duration delay,
            SampleConfig.Policy policy) {}

    record Optional(
            @Nullable Boolean flag,
            @Nullable @Range(min = 0.1, max = 0.7) Double share,
            @Nullable @Range(min = 0) Long positive,
            SampleConfig.@Nullable Policy policy,
            @Nullable JsonObject json,
            @Nullable Duration delay,
            @Nullable Inner inner) {}

    record Inner(@Size(max = 1) String text, @Nullable Integer number) {}

    record Nested(
            @Size(min = 1, max = 2) List<Inner> list,
            @Size(min = 1, max = 2) Map<String, Inner> map,
            @Matches("[a-z]*") List<String> names,
            List<@Nullable Integer> numbers,
            Map<String, List<SampleConfig.@Nullable Policy>> deep) {}

    @ParameterizedTest
    @ValueSource(classes = {SampleConfig.class, Required.class, Optional.class, Nested.class})
    void theSchemaAcceptsWhatIsBoundAndRefusesWhatIsNot(Class<?> type) {
        JsonObject schema = RecordSchema.of(type);
        Validator validator = Validator.create(JsonSchema.of(schema.copy()), OPTIONS);
        RandomConfigs configs = new RandomConfigs(type.getSimpleName().hashCode());
        RecordKind kind = RecordReader.read(type);
        int accepted = 0;
        int refused = 0;
        while (accepted + refused < TRIALS) {
            if (!(configs.next(schema) instanceof JsonObject config)) {
                continue;
            }
            // As text, since that is how configurations come.
            JsonObject json = new JsonObject(config.encode());
            String fault = fault(kind, json);
            OutputUnit answer = validator.validate(json);
            assertThat(answer.getValid())
                    .as(() -> json.encode() + "\nbinder: " + fault + "\nschema: " + answer.toJson())
                    .isEqualTo(fault.isEmpty());
            if (fault.isEmpty()) {
                accepted++;
            } else {
                refused++;
            }
        }
        assertThat(accepted).as("accepted").isGreaterThan(TRIALS / 10);
        assertThat(refused).as("refused").isGreaterThan(TRIALS / 10);
    }

    @ParameterizedTest
    @ValueSource(classes = {SampleConfig.class, Required.class, Optional.class, Nested.class})
    void theSchemaIsASchema(Class<?> type) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Validator validator = SchemaRepository.create(OPTIONS)
                    .preloadMetaSchema(vertx.fileSystem())
                    .validator("https://json-schema.org/draft/2020-12/schema");
            OutputUnit answer = validator.validate(RecordSchema.of(type));
            assertThat(answer.getValid())
                    .as(() -> answer.toJson().encodePrettily())
                    .isTrue();
            assertThat(validator.validate(new JsonObject().put("type", "text")).getValid())
                    .isFalse();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDurationsPatternFindsWhatIsADuration() {
        Pattern pattern = Pattern.compile(Durations.PATTERN);
        String alphabet = "0019msmshd \t\n\u000b\u00a0\u0000-٣S";
        Random random = new Random(1);
        int durations = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder built = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                built.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = built.toString();
            boolean isDuration = isDuration(text);
            assertThat(pattern.matcher(text).find()).as(text).isEqualTo(isDuration);
            durations += isDuration ? 1 : 0;
        }
        assertThat(durations).isGreaterThan(500);
        for (String text : List.of("999999999d", "1000000000d", "0", " 0 ", "00", "5 s", "5", "s", "")) {
            assertThat(pattern.matcher(text).find()).as(text).isEqualTo(isDuration(text));
        }
    }

    /** JSON Schema knows numbers, not how they are written. */
    @Test
    void aWholeNumberWithAFractionOfZeroIsWholeToTheSchemaOnly() {
        JsonObject json = new JsonObject("{\"number\":5.0}");
        Validator validator = Validator.create(JsonSchema.of(RecordSchema.of(SampleConfig.class)), OPTIONS);
        assertThat(validator.validate(json).getValid()).isTrue();
        assertThatThrownBy(() -> RecordBinder.bind(SampleConfig.class, json)).isInstanceOf(ConfigException.class);
    }

    private static boolean isDuration(String text) {
        try {
            Durations.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns what the binder says against {@code json}; empty if it accepts it, also if only a constructor does not. */
    private static String fault(RecordKind kind, JsonObject json) {
        try {
            kind.check("", PlainJson.copy(json));
            return "";
        } catch (ConfigException e) {
            return e.getMessage();
        }
    }
}
