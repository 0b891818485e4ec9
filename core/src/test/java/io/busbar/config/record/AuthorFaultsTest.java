package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.busbar.config.ConfigException;
import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record's author did wrong is told to the author, when the record is first looked at. */
class AuthorFaultsTest {

    private static final String USE = "use String, boolean, int, long, double, Duration, an enum, JsonObject, a record,"
            + " or a List<…> or Map<String, …> of these";

    enum Empty {}

    enum Twins {
        A_B,
        a_b
    }

    record ASet(Set<String> a) {}

    @SuppressWarnings("rawtypes")
    record ARawList(List a) {}

    @SuppressWarnings("rawtypes")
    record ARawMap(Map a) {}

    record AnIntMap(Map<Integer, String> a) {}

    record AWildcard(List<? extends Number> a) {}

    record AFloat(float a) {}

    @SuppressWarnings("ArrayRecordComponent")
    record AnArray(String[] a) {}

    record AJsonArray(JsonArray a) {}

    record AnObject(Object a) {}

    record AnOptional(Optional<String> a) {}

    record ANestedSet(Map<String, List<Set<String>>> a) {}

    record Inner(char b) {}

    record Outer(List<Inner> a) {}

    record Generic<T>(List<T> a) {}

    record OfGeneric(Generic<String> a) {}

    record Self(@Nullable Self a) {}

    record Cycle(List<Back> a) {}

    record Back(Map<String, Cycle> b) {}

    @SuppressWarnings("NullablePrimitive")
    record NullInt(@Nullable int a) {}

    record NoConstants(Empty a) {}

    record TwinConstants(Twins a) {}

    record DefaultType(@Default("\"5\"") int a) {}

    record DefaultFraction(@Default("5.0") long a) {}

    record DefaultNotJson(@Default("[a") List<String> a) {}

    record DefaultTrailing(@Default("1 2") int a) {}

    record DefaultEmpty(@Default("") boolean a) {}

    record DefaultNull(@Default("null") Integer a) {}

    record DefaultRange(@Default("0") @Range(min = 1) int a) {}

    record DefaultSize(@Default("[]") @Size(min = 1) List<String> a) {}

    record DefaultPattern(@Default("A") @Matches("[a-z]") String a) {}

    record DefaultPatterns(
            @Default("[\"A\"]") @Matches("[a-z]") List<String> a) {}

    record DefaultDuration(@Default("5") Duration a) {}

    record DefaultEnum(@Default("KEEP") SampleConfig.Policy a) {}

    record DefaultRecord(@Default("{}") SampleConfig.Field a) {}

    record DefaultRefused(@Default("{\"max\":13}") SampleConfig.Limits a) {}

    record BadRegex(@Matches("(a") String a) {}

    record BadSchemaRegex(@Matches("(?x)a #") String a) {}

    record SplitRegex(@Matches("a)(?:b") String a) {}

    record RangeOfText(@Range(min = 1) String a) {}

    record RangeOfList(@Range(min = 1) List<Integer> a) {}

    record RangeOfDuration(@Range(min = 1) Duration a) {}

    record RangeUpsideDown(@Range(min = 2, max = 1) double a) {}

    record RangeOfNaN(@Range(min = Double.NaN) double a) {}

    record RangeBetween(@Range(min = 0.2, max = 0.8) long a) {}

    record RangeBeyond(@Range(min = 3e9) int a) {}

    record RangeNowhere(
            @Range(min = Double.POSITIVE_INFINITY) long a) {}

    record SizeOfInt(@Size(max = 1) int a) {}

    record SizeOfJson(@Size(max = 1) JsonObject a) {}

    record SizeNegative(@Size(min = -1) String a) {}

    record SizeUpsideDown(@Size(min = 2, max = 1) List<String> a) {}

    record MatchesInt(@Matches("1") int a) {}

    record MatchesInts(@Matches("1") List<Integer> a) {}

    record MatchesLists(@Matches("1") List<List<String>> a) {}

    record MatchesValues(@Matches("1") Map<String, String> a) {}

    static Stream<Arguments> faults() {
        String range = "@Range is for int, long and double; check other types in the record's constructor";
        String size = "@Size is for String, List and Map; check other types in the record's constructor";
        String matches = "@Matches is for String and List<String>; check other types in the record's constructor";
        return Stream.of(
                arguments(ASet.class, "java.util.Set<java.lang.String> is not supported; " + USE),
                arguments(ARawList.class, "a List must say what is in it; use such as List<String>"),
                arguments(ARawMap.class, "a Map must say what is in it; use such as Map<String, Integer>"),
                arguments(AnIntMap.class, "the keys of a Map must be texts; use Map<String, …>"),
                arguments(AWildcard.class, "? extends java.lang.Number is not supported; " + USE),
                arguments(AFloat.class, "float is not supported; " + USE),
                arguments(AnArray.class, "java.lang.String[] is not supported; " + USE),
                arguments(AJsonArray.class, "io.vertx.core.json.JsonArray is not supported; " + USE),
                arguments(AnObject.class, "java.lang.Object is not supported; " + USE),
                arguments(AnOptional.class, "java.util.Optional<java.lang.String> is not supported; " + USE),
                arguments(ANestedSet.class, "java.util.Set<java.lang.String> is not supported; " + USE),
                arguments(
                        Self.class,
                        Self.class.getName() + " contains itself; use JsonObject for what nests without end"),
                arguments(NullInt.class, "int can't be null; use its box, or leave out @Nullable"),
                arguments(
                        NoConstants.class,
                        Empty.class.getName() + " has no constants; add one, or leave out the component"),
                arguments(
                        TwinConstants.class,
                        "two constants of " + Twins.class.getName() + " are written a-b; rename one"),
                arguments(DefaultType.class, "its @Default does not fit: must be a whole number within range: \"5\""),
                arguments(DefaultFraction.class, "its @Default does not fit: must be a whole number within range: 5.0"),
                arguments(DefaultNotJson.class, "its @Default must be JSON, as its type is no text: [a"),
                arguments(DefaultTrailing.class, "its @Default must be JSON, as its type is no text: 1 2"),
                arguments(DefaultEmpty.class, "its @Default must be JSON, as its type is no text: "),
                arguments(DefaultNull.class, "its @Default does not fit: must be a whole number within range: null"),
                arguments(DefaultRange.class, "its @Default does not fit: must be a whole number, 1 to 2147483647: 0"),
                arguments(DefaultSize.class, "its @Default does not fit: must be a list of at least 1 element: []"),
                arguments(DefaultPattern.class, "its @Default does not fit: must be text that matches [a-z]: \"A\""),
                arguments(
                        DefaultPatterns.class,
                        "its @Default does not fit: [0]: must be text that matches [a-z]: \"A\""),
                arguments(
                        DefaultDuration.class,
                        "its @Default does not fit: must be a duration such as 500ms, 15s or 10m: \"5\""),
                arguments(DefaultEnum.class, "its @Default does not fit: must be one of [keep, drop-oldest]: \"KEEP\""),
                arguments(DefaultRecord.class, "its @Default does not fit: name: missing; must be text"),
                arguments(DefaultRefused.class, "its @Default does not fit: 13 brings bad luck"),
                arguments(
                        BadRegex.class,
                        "its @Matches must be a regular expression, but (a has a fault: Unclosed group"),
                arguments(
                        BadSchemaRegex.class,
                        "its @Matches must be a regular expression, but (?x)a # has a fault: Unclosed group"),
                arguments(
                        SplitRegex.class,
                        "its @Matches must be a regular expression, but a)(?:b has a fault: Unmatched closing ')'"),
                arguments(RangeOfText.class, range),
                arguments(RangeOfList.class, range),
                arguments(RangeOfDuration.class, range),
                arguments(RangeUpsideDown.class, "its @Range allows no number; min must not be above max"),
                arguments(RangeOfNaN.class, "its @Range allows no number; min must not be above max"),
                arguments(RangeBetween.class, "its @Range allows no whole number of its type; widen it"),
                arguments(RangeBeyond.class, "its @Range allows no whole number of its type; widen it"),
                arguments(RangeNowhere.class, "its @Range allows no number; min must not be above max"),
                arguments(SizeOfInt.class, size),
                arguments(SizeOfJson.class, size),
                arguments(SizeNegative.class, "its @Size is wrong; min must not be below 0, nor above max"),
                arguments(SizeUpsideDown.class, "its @Size is wrong; min must not be below 0, nor above max"),
                arguments(MatchesInt.class, matches),
                arguments(MatchesInts.class, matches),
                arguments(MatchesLists.class, matches),
                arguments(MatchesValues.class, matches));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultNamesRecordAndComponentAndSaysWhatToDo(Class<?> type, String sentence) {
        expect(type, "record " + type.getName() + ", component a: " + sentence);
    }

    @Test
    void theFaultOfANestedRecordNamesThatRecord() {
        expect(Outer.class, "record " + Inner.class.getName() + ", component b: char is not supported; " + USE);
        expect(
                Cycle.class,
                "record " + Back.class.getName() + ", component b: " + Cycle.class.getName()
                        + " contains itself; use JsonObject for what nests without end");
        expect(
                OfGeneric.class,
                "record " + OfGeneric.class.getName() + ", component a: " + Generic.class.getName()
                        + "<java.lang.String> is not supported; " + USE);
    }

    @Test
    void whatIsNoRecordIsRefused() {
        expect(String.class, "java.lang.String is no record; a configuration must be one");
        expect(Record.class, "java.lang.Record is no record; a configuration must be one");
        expect(
                Generic.class,
                "record " + Generic.class.getName() + " has type parameters; write one for each use, without them");
    }

    @Test
    void theSameRecordMayBeUsedTwice() {
        record Twice(Inside a, List<Inside> b) {}
        assertThatCode(() -> RecordSchema.check(Twice.class)).doesNotThrowAnyException();
    }

    record Inside(int c) {}

    private static void expect(Class<?> type, String message) {
        assertThatThrownBy(() -> RecordSchema.check(type))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(ConfigException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> RecordBinder.bind(type, new JsonObject())).hasMessage(message);
        assertThatThrownBy(() -> RecordSchema.of(type)).hasMessage(message);
        assertThatThrownBy(() -> RecordReference.of(type)).hasMessage(message);
    }
}
