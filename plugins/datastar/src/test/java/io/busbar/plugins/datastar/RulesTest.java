package io.busbar.plugins.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Event;
import io.busbar.testkit.PluginHarness;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules make of bodies. */
class RulesTest {

    private static String patch(String rule, String address, Object body) throws Exception {
        try (PluginHarness plugin = PluginHarness.start(new DatastarPlugin(), "{\"rules\": [" + rule + "]}")) {
            Event patch = plugin.transform(Event.of(address, body, Map.of()));
            return patch.type() + "\n" + patch.body();
        }
    }

    private static String template(String template, Object body) throws Exception {
        JsonObject rule = new JsonObject().put("as", "elements").put("template", template);
        return patch(rule.encode(), "a", body).replaceFirst("datastar-patch-elements\nelements ", "");
    }

    // ---- which rule ----

    @Test
    void theFirstRuleThatMatchesCountsAndElseTheBodySaysItself() throws Exception {
        String rules = "{\"addresses\": [\"a.b\"], \"as\": \"signals\", \"signal\": \"one\"},"
                + "{\"addresses\": [\"a.*\", \"c\"], \"as\": \"signals\", \"signal\": \"two\"}";

        assertThat(patch(rules, "a.b", 1)).endsWith("signals {\"one\":1}");
        assertThat(patch(rules, "a.c", 1)).endsWith("signals {\"two\":1}");
        assertThat(patch(rules, "c", 1)).endsWith("signals {\"two\":1}");
        assertThat(patch(rules, "d", "{\"elements\":\"x\"}")).isEqualTo("datastar-patch-elements\nelements x");
    }

    // ---- signals ----

    @Test
    void aBodyOfSignalsIsTheirValues() throws Exception {
        String rule = "{\"as\": \"signals\", \"onlyIfMissing\": true}";

        assertThat(patch(rule, "a", "{\"b\":{\"c\":null},\"a\":\"x\\ny\"}"))
                .isEqualTo("datastar-patch-signals\nonlyIfMissing true\nsignals {\"b\":{\"c\":null},\"a\":\"x\\ny\"}");
        assertThatThrownBy(() -> patch(rule, "a", "[1]")).hasMessageContaining("not a JSON object of signals");
        assertThatThrownBy(() -> patch(rule, "a", null)).hasMessageContaining("not a JSON object of signals");
    }

    @Test
    void anyBodyMayBeTheValueOfOneSignal() throws Exception {
        String rule = "{\"as\": \"signals\", \"signal\": \"machine.cpu\"}";

        assertThat(patch(rule, "a", 0.5)).endsWith("signals {\"machine\":{\"cpu\":0.5}}");
        assertThat(patch(rule, "a", "{\"x\":1}")).endsWith("signals {\"machine\":{\"cpu\":\"{\\\"x\\\":1}\"}}");
        assertThat(patch(rule, "a", new JsonArray("[1,{}]"))).endsWith("signals {\"machine\":{\"cpu\":[1,{}]}}");
        assertThat(patch(rule, "a", null)).endsWith("signals {\"machine\":{\"cpu\":null}}");
        assertThatThrownBy(() -> patch(rule, "a", new byte[] {1})).hasMessageContaining("is no JSON");
    }

    // ---- templates ----

    @Test
    void aTemplateMakesElementsThatGoWhereTheRuleSays() throws Exception {
        String rule = """
                {"as": "elements", "template": "<li>{{name}}:\\n{{text}}</li>", "selector": "#chat", "mode": "append",
                 "namespace": "svg", "useViewTransition": true, "viewTransitionSelector": "#m"}""";

        assertThat(patch(rule, "chat", new JsonObject().put("name", "Ada").put("text", "one\r\ntwo")))
                .isEqualTo("""
                        datastar-patch-elements
                        selector #chat
                        mode append
                        useViewTransition true
                        viewTransitionSelector #m
                        namespace svg
                        elements <li>Ada:
                        elements one
                        elements two</li>""");
    }

    @Test
    void whatATemplateTakesFromABodyIsEscaped() throws Exception {
        String hostile = "<img src=x onerror=\"alert('1')\">&\n\ndata: x";

        assertThat(template("<b title='{{t}}'>{{t}}</b>", new JsonObject().put("t", hostile)))
                .doesNotContain("<img", "onerror=\"", "'1'")
                .contains("&lt;img", "&amp;\nelements \nelements data: x");
        assertThat(template("{{.}}", "<i>")).isEqualTo("&lt;i&gt;");
        assertThat(template("{{{raw}}}", new JsonObject().put("raw", "<i>"))).isEqualTo("<i>");
    }

    @Test
    void aTemplateGoesThroughListsAndObjects() throws Exception {
        JsonObject order = new JsonObject("""
                {"customer": {"name": "Ada"}, "items": [{"sku": "a", "n": 1}, {"sku": "b"}], "none": [], "gift": false}""");

        assertThat(template(
                        "{{customer.name}}{{#customer}} {{name}}{{/customer}}"
                                + "{{#items}} {{sku}}={{n}}{{/items}}{{^none}} none{{/none}}{{#gift}} gift{{/gift}}{{#no}}x{{/no}}",
                        order))
                .isEqualTo("Ada Ada a=1 b= none");
        assertThat(template("{{#.}}<li>{{.}}</li>{{/.}}", new JsonArray("[1,\"b\"]")))
                .isEqualTo("<li>1</li><li>b</li>");
    }

    @Test
    void whatIsNotThereIsEmpty() throws Exception {
        assertThat(template("[{{a}}{{b.c}}{{d}}]", new JsonObject().putNull("d")))
                .isEqualTo("[]");
    }

    @Test
    void aTemplateSeesNothingOfJava() throws Exception {
        assertThat(template(
                        "[{{class}}{{getClass}}{{map}}{{fieldNames}}{{t.class}}{{t.length}}{{n.class}}]",
                        new JsonObject().put("t", "x").put("n", 1)))
                .isEqualTo("[]");
    }

    @Test
    void aTemplateNeedsABody() {
        assertThatThrownBy(() -> template("x", null)).hasMessageContaining("can't patch a page");
    }

    // ---- mistakes ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'as':'elements'} | needs a template",
                "{'as':'elements','template':'{{#a}}'} | template:",
                "{'as':'elements','template':'{{>other}}'} | include",
                "{'as':'elements','template':'{{<other}}{{/other}}'} | include",
                "{'template':'x'} | are for rules with",
                "{'mode':'inner'} | are for rules with",
                "{'as':'signals','selector':'#a'} | are for rules with",
                "{'as':'elements','template':'x','signal':'a'} | signal and onlyIfMissing",
                "{'as':'elements','template':'x','selector':'a\\nb'} | selector",
                "{'as':'elements','template':'x','viewTransitionSelector':'#a'} | needs useViewTransition",
                "{'as':'signals','signal':'a b'} | signal",
                "{'as':'signals','signal':'a..b'} | signal",
                "{'as':'signals','signal':'a__b'} | signal",
                "{'addresses':[]} | addresses",
                "{'addresses':['a.**.b']} | a.**.b",
                "{'as':'text'} | as",
            })
    void aMistakeInARuleIsTold(String rule, String message) {
        assertThatThrownBy(() -> patch(rule.replace('\'', '"'), "a", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
