package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "#/a", "$.a", "/a~", "/a~2", "/~", "/~~0", "/a~/0"})
    void whatIsNoPointerToAFieldIsRefusedWithItsText(String text) {
        assertRefused(() -> Configs.keep(text), "\"" + text + "\"");
        assertRefused(() -> Configs.drop("/a", text), "\"" + text + "\"");
        assertRefused(() -> Configs.mask(text), "\"" + text + "\"");
        assertRefused(() -> Configs.rename(Map.of(text, "b")), "\"" + text + "\"");
        assertThat(text).doesNotMatch(FieldPointer.SYNTAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "//", "/a", "/a/b", "/a~0b~1c", "/~01", "/*", "/items/*/price", "/items/0", "/-", "/a b"})
    void aPointerIsWrittenAsItWasRead(String text) {
        assertThat(FieldPointer.parse(text)).hasToString(text);
        assertThat(text).matches(FieldPointer.SYNTAX);
    }

    @Test
    void aConfigurationThatDoesNothingIsRefused() {
        assertRefused(() -> Configs.of(null, List.of(), Map.of(), List.of()), "nothing to do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "**.a", "a.***", "a.b*c"})
    void whatIsNoAddressPatternIsRefusedWithItsText(String text) {
        assertRefused(() -> Configs.at(Configs.keep("/id"), "fine.*", text), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/price"})
    void aNewNameIsANameAndNoPointer(String name) {
        assertRefused(() -> Configs.rename(Map.of("/px", name)), "/px", "\"" + name + "\"");
    }

    @Test
    void allFieldsCannotGetTheSameName() {
        assertRefused(() -> Configs.rename(Map.of("/a/*", "b")), "/a/*");
    }

    @Test
    void oneFieldCannotGetTwoNames() {
        assertRefused(() -> Configs.rename(Map.of("/a/x", "b", "/*/x", "c")), "/a/x", "/*/x");
        assertAccepted(() -> Configs.rename(Map.of("/a/x", "b", "/c/x", "d")));
    }

    @Test
    void twoFieldsOfOneObjectCannotGetTheSameName() {
        assertRefused(() -> Configs.rename(Map.of("/a/x", "b", "/*/y", "b")), "\"b\"");
        assertRefused(() -> Configs.rename(Map.of("/x", "b", "/y", "b")), "\"b\"");
        assertAccepted(() -> Configs.rename(Map.of("/a/x", "b", "/c/y", "b")));
        assertAccepted(() -> Configs.rename(Map.of("/a/x", "b", "/a/y/z", "b")));
    }

    /** Otherwise the secret would go out under its new name. */
    @Test
    void aFieldThatIsMaskedByTheNameThatItHadIsRefused() {
        assertMaskRefused(Map.of("/card", "cardNumber"), "/card");
        assertMaskRefused(Map.of("/card", "cardNumber"), "/card/no");
        assertMaskRefused(Map.of("/card", "cardNumber"), "/id", "/card");
        assertMaskRefused(Map.of("/cards/*/no", "number"), "/cards/0/no");
        assertMaskRefused(Map.of("/users/a/pin", "code"), "/users/*/pin");
        assertMaskRefused(Map.of("/user", "person", "/user/pin", "code"), "/user/pin");
        assertMaskRefused(Map.of("/user", "person", "/user/pin", "code"), "/person/pin");
        assertMaskRefused(Map.of("/user", "person", "/user/pin", "code"), "/person/name", "/user/pin");
    }

    @Test
    void aFieldThatIsMaskedByTheNameThatItHasIsAccepted() {
        assertMaskAccepted(Map.of("/card", "cardNumber"), "/cardNumber");
        assertMaskAccepted(Map.of("/card", "cardNumber"), "/card", "/cardNumber");
        assertMaskAccepted(Map.of("/user", "person", "/user/pin", "code"), "/person/code");
        assertMaskAccepted(Map.of("/a", "b", "/b", "a"), "/a");
        assertMaskAccepted(Map.of("/card", "cardNumber"), "/id");
        assertMaskAccepted(Map.of("/user/pin", "code"), "/user");
    }

    @Test
    void whatTheApplicationDoesToItsListsAfterwardsChangesNothing() {
        List<String> drop = new ArrayList<>(List.of("/card"));
        JsonFieldsConfig config = Configs.of(null, drop, Map.of(), List.of());

        drop.clear();

        assertThat(config.drop()).containsExactly("/card");
    }

    private static void assertMaskRefused(Map<String, String> rename, String... mask) {
        assertRefused(() -> Configs.of(null, List.of(), rename, List.of(mask)), "mask " + mask[mask.length - 1]);
    }

    private static void assertMaskAccepted(Map<String, String> rename, String... mask) {
        assertAccepted(() -> Configs.of(null, List.of(), rename, List.of(mask)));
    }

    private static void assertRefused(Runnable making, String... words) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    private static void assertAccepted(Runnable making) {
        assertThatCode(making::run).doesNotThrowAnyException();
    }
}
