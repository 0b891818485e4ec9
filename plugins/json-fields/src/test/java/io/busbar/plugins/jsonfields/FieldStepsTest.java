package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of one body, as JSON text. Quotes are left out of the pointers' examples by writing them as '. */
class FieldStepsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/id               | {'id':1,'card':'4'}                      | {'id':1}",
                "/id               | {'id':null,'card':'4'}                   | {'id':null}",
                "/id               | {'id':{'a':[1]},'card':'4'}              | {'id':{'a':[1]}}",
                "/id               | {'card':'4'}                             | {}",
                "/user/name        | {'user':{'name':'A','pin':1},'x':{}}     | {'user':{'name':'A'}}",
                "/user/name        | {'user':'A'}                             | {}",
                "/user/name        | {'user':{'pin':1}}                       | {'user':{}}",
                "/items/*/price    | {'items':[{'price':1,'n':2},{'n':3},4]}  | {'items':[{'price':1},{}]}",
                "/items/*/price    | {'items':[]}                             | {'items':[]}",
                "/items/1          | {'items':['a','b','c']}                  | {'items':['b']}",
                "/items/01         | {'items':['a','b','c']}                  | {'items':[]}",
                "/items/-          | {'items':['a','b','c']}                  | {'items':[]}",
                "/items/-1         | {'items':['a','b','c']}                  | {'items':[]}",
                "/items/-          | {'items':{'-':1,'a':2}}                  | {'items':{'-':1}}",
                "/users/*/name     | {'users':{'a':{'name':1,'pin':2}}}       | {'users':{'a':{'name':1}}}",
                "/*/id             | [{'id':1,'n':2},{'id':3}]                | [{'id':1},{'id':3}]",
                "/id               | [{'id':1}]                               | []",
                "/a~1b             | {'a/b':1,'a':{'b':2},'a~1b':3}           | {'a/b':1}",
                "/a~0b             | {'a~b':1,'a~0b':2}                       | {'a~b':1}",
                "/a~01b            | {'a~1b':1,'a/b':2}                       | {'a~1b':1}",
                "/                 | {'':1,'a':2}                             | {'':1}",
                "//a               | {'':{'a':1,'b':2},'a':3}                 | {'':{'a':1}}",
                "/ID               | {'id':1}                                 | {}",
            })
    void keepLeavesNothingButWhatItNamesAndTheWayToIt(String pointer, String body, String result) {
        assertThat(result(Configs.keep(pointer), body)).isEqualTo(json(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/card             | {'id':1,'card':'4'}                      | {'id':1}",
                "/card             | {'id':1,'card':null}                     | {'id':1}",
                "/card             | {'id':1}                                 | {'id':1}",
                "/user/pin         | {'user':{'name':'A','pin':1}}            | {'user':{'name':'A'}}",
                "/user/pin         | {'user':7}                               | {'user':7}",
                "/items/*/cost     | {'items':[{'cost':1,'n':2},{'n':3},4]}   | {'items':[{'n':2},{'n':3},4]}",
                "/items/*          | {'items':[1,2]}                          | {'items':[]}",
                "/items/0          | {'items':[1,2,3]}                        | {'items':[2,3]}",
                "/items/3          | {'items':[1,2,3]}                        | {'items':[1,2,3]}",
                "/items/-          | {'items':[1,2,3]}                        | {'items':[1,2,3]}",
                "/users/*/pin      | {'users':{'a':{'pin':2},'*':{'pin':3}}}  | {'users':{'a':{},'*':{}}}",
                "/*/0/x            | [[{'x':1},{'x':2}]]                      | [[{},{'x':2}]]",
            })
    void dropLeavesAllButWhatItNames(String pointer, String body, String result) {
        assertThat(result(Configs.drop(pointer), body)).isEqualTo(json(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/card             | {'card':'4111','id':1}                   | {'card':'***','id':1}",
                "/card             | {'card':{'no':1}}                        | {'card':'***'}",
                "/card             | {'card':null}                            | {'card':'***'}",
                "/card             | {'id':1}                                 | {'id':1}",
                "/cards/*          | {'cards':[1,{'no':2},null]}              | {'cards':['***','***','***']}",
                "/cards/1          | {'cards':[1,2]}                          | {'cards':[1,'***']}",
                "/cards/*/no       | {'cards':[{'no':2},3]}                   | {'cards':[{'no':'***'},3]}",
            })
    void maskReplacesWhatIsThereAndAddsNothing(String pointer, String body, String result) {
        assertThat(result(Configs.mask(pointer), body)).isEqualTo(json(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/px               | {'px':1,'id':2}                          | {'price':1,'id':2}",
                "/px               | {'px':null}                              | {'price':null}",
                "/px               | {'id':2}                                 | {'id':2}",
                "/items/*/px       | {'items':[{'px':1},{'px':2},3]}          | {'items':[{'price':1},{'price':2},3]}",
                "/items/0/px       | {'items':[{'px':1},{'px':2}]}            | {'items':[{'price':1},{'px':2}]}",
                "/items/0          | {'items':[1]}                            | {'items':[1]}",
                "/px               | {'px':1,'price':2}                       | {'price':1}",
                "/px               | {'price':2,'px':1}                       | {'price':1}",
                "/px               | {'px':null,'price':2}                    | {'price':null}",
                "/px               | {'px':{'px':1}}                          | {'price':{'px':1}}",
            })
    void renameKeepsTheValueAndTheNewNameWins(String pointer, String body, String result) {
        assertThat(result(Configs.rename(Map.of(pointer, "price")), body)).isEqualTo(json(result));
    }

    @Test
    void aRenamedFieldStaysWhereItWasAmongTheOthers() {
        Object result = result(Configs.rename(Map.of("/b", "x")), "{'a':1,'b':2,'c':3}");

        assertThat(Json.encode(result)).isEqualTo("{\"a\":1,\"x\":2,\"c\":3}");
    }

    @Test
    void twoFieldsCanSwapTheirNames() {
        assertThat(result(Configs.rename(Map.of("/a", "b", "/b", "a")), "{'a':1,'b':2}"))
                .isEqualTo(json("{'a':2,'b':1}"));
    }

    @Test
    void anObjectAndAFieldInItAreRenamedByTheNamesThatTheyHad() {
        Map<String, String> names = Map.of("/user", "person", "/user/name", "called", "/person/name", "never");

        assertThat(result(Configs.rename(names), "{'user':{'name':1}}")).isEqualTo(json("{'person':{'called':1}}"));
    }

    @Test
    void severalIndexesMeanTheElementsAsTheyWereBefore() {
        assertThat(result(Configs.drop("/0", "/1"), "['a','b','c']")).isEqualTo(json("['c']"));
    }

    @Test
    void aPointerToAllAddsToOneWithAName() {
        JsonFieldsConfig keep = Configs.keep("/a/x", "/*/y");

        assertThat(result(keep, "{'a':{'x':1,'y':2,'z':3},'b':{'x':4,'y':5}}"))
                .isEqualTo(json("{'a':{'x':1,'y':2},'b':{'y':5}}"));
    }

    @Test
    void thePointerThatEndsFirstDecides() {
        assertThat(result(Configs.keep("/a", "/a/x"), "{'a':{'x':1,'y':2}}")).isEqualTo(json("{'a':{'x':1,'y':2}}"));
        assertThat(result(Configs.mask("/a/x", "/a"), "{'a':{'x':1,'y':2}}")).isEqualTo(json("{'a':'***'}"));
        assertThat(result(Configs.drop("/a/x", "/a"), "{'a':{'x':1,'y':2}}")).isEqualTo(json("{}"));
    }

    /** Each step would have another result in another place. */
    @Test
    void theOrderIsKeepDropRenameMask() {
        JsonFieldsConfig config = Configs.of(
                List.of("/a", "/b", "/list"),
                List.of("/a/secret", "/list/0"),
                Map.of("/a", "c", "/b", "a"),
                List.of("/a", "/list/0"));

        assertThat(result(config, "{'a':{'secret':1,'open':2},'b':3,'list':[4,5,6],'x':7}"))
                .isEqualTo(json("{'c':{'open':2},'a':'***','list':['***',6]}"));
    }

    @Test
    void whatIsMaskedIsReplacedByTheGivenText() {
        JsonFieldsConfig config =
                new JsonFieldsConfig(null, List.of(), Map.of(), List.of("/card"), "", List.of("**"), OtherBody.DROP);

        assertThat(result(config, "{'card':1}")).isEqualTo(json("{'card':''}"));
    }

    @Test
    void mapsAndListsWithinAJsonObjectAreLookedIntoAsWell() {
        JsonObject body = new JsonObject().put("items", List.of(Map.of("price", 1, "cost", 2)));

        assertThat(result(Configs.keep("/items/*/price"), body)).isEqualTo(json("{'items':[{'price':1}]}"));
    }

    @Test
    void whereNothingChangesTheBodyIsTheSameOne() {
        JsonObject body = new JsonObject().put("id", 1).put("items", new JsonArray().add(new JsonObject().put("n", 2)));

        assertThat(result(Configs.of(List.of("/id", "/items"), List.of("/x", "/items/*/x"), Map.of(), List.of()), body))
                .isSameAs(body);
    }

    /** A copy costs as much as what it changes, not as much as the body. */
    @Test
    void whatIsBesideAChangeIsShared() {
        JsonObject large = new JsonObject().put("n", 1);
        JsonObject body = new JsonObject().put("large", large).put("card", "4");

        JsonObject result = (JsonObject) result(Configs.mask("/card"), body);

        assertThat(result.getJsonObject("large")).isSameAs(large);
        assertThat(body).isEqualTo(json("{'large':{'n':1},'card':'4'}"));
    }

    private static Object result(JsonFieldsConfig config, String body) {
        return result(config, json(body));
    }

    private static Object result(JsonFieldsConfig config, Object body) {
        Object result = body;
        for (FieldStep step : FieldSteps.of(config)) {
            result = step.apply(result);
        }
        return result;
    }

    private static Object json(String text) {
        return Json.decodeValue(text.replace('\'', '"'));
    }
}
