package io.busbar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOptionsTest {

    @TempDir
    private Path folder;

    @Test
    void theDefaultsAreNodesOfThisMachine() {
        ClusterOptions options = new ClusterOptions();

        options.validate();
        assertThat(options.toJson())
                .isEqualTo(new JsonObject(
                        "{\"config\":\"loopback\",\"members\":[],\"minimumMembers\":1,\"eventBus\":{\"port\":0}}"));
    }

    @Test
    void whatIsWrittenAsJsonIsReadBack() throws Exception {
        String pem = Files.writeString(folder.resolve("a.pem"), "").toString();
        JsonObject json = new JsonObject()
                .put("config", "lan")
                .put("name", "shop")
                .put("members", List.of("10.0.0.1", "10.0.0.2:5702"))
                .put("port", 5800)
                .put("minimumMembers", 2)
                .put(
                        "eventBus",
                        new JsonObject()
                                .put("host", "10.0.0.1")
                                .put("port", 5801)
                                .put("publicHost", "a.example")
                                .put(
                                        "tls",
                                        new JsonObject()
                                                .put("certPath", pem)
                                                .put("keyPath", pem)
                                                .put("trustPath", pem)));

        ClusterOptions options = new ClusterOptions(json);

        options.validate();
        assertThat(new JsonObject(options.toJson().encode())).isEqualTo(new JsonObject(json.encode()));
        assertThat(new ClusterOptions(options).toJson()).isEqualTo(options.toJson());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {config: lann}                        | config: is none of [kubernetes, lan, loopback], and no file that can be read: "lann"; did you mean "lan"?
            {config: pom.xml/none.xml}            | config: is none of [kubernetes, lan, loopback], and no file that can be read: "pom.xml/none.xml"
            {config: src}                         | config: is none of [kubernetes, lan, loopback], and no file that can be read: "src"
            {config: mvnw.txt}                    | config: is none of
            {nam: a}                              | nam: unknown key; did you mean "name"?
            {name: " "}                           | name: must not be blank
            {members: 10.0.0.1}                   | members: must be a list: 10.0.0.1
            {members: [a, ""]}                    | members[1]: must not be blank
            {port: 0}                             | port: must be 1 to 65535: 0
            {port: 65536}                         | port: must be 1 to 65535: 65536
            {minimumMembers: 0}                   | minimumMembers: must be 1 to 1000: 0
            {minimumMembers: many}                | minimumMembers: must be a whole number within range: many
            {eventBus: {port: -1}}                | eventBus.port: must be 0 to 65535: -1
            {eventBus: {host: ""}}                | eventBus.host: must not be blank
            {eventBus: {publicHost: ""}}          | eventBus.publicHost: must not be blank
            {eventBus: {tls: {}}}                 | eventBus.tls.certPath: is missing; tls needs certPath, keyPath and trustPath
            {eventBus: {tls: {certPath: no.pem}}} | eventBus.tls.certPath: can't be read: "no.pem"
            {eventBus: {tls: {certPth: no.pem}}}  | eventBus.tls.certPth: unknown key; did you mean "certPath"?
            """)
    void aFaultNamesItsPlaceAndItsValue(String text, String fault) {
        assertThatThrownBy(() -> new ClusterOptions(json(text)).validate())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(fault);
    }

    @Test
    void aFileThatIsNoHazelcastConfigurationByItsNameIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("members.json"), "{}");

        assertThatThrownBy(() -> new ClusterOptions().setConfig(file.toString()).validate())
                .hasMessageStartingWith("config: must end with .xml, .yaml or .yml");
    }

    /** JSON without most of its quotation marks. */
    private static JsonObject json(String text) {
        return new JsonObject(text.replaceAll("\"\"|\" \"|[A-Za-z0-9./-]+", "\0$0\0")
                .replaceAll("\0(-?\\d+)\0", "$1")
                .replaceAll("\0\"( ?)\"\0", "\"$1\"")
                .replace('\0', '"'));
    }
}
