package io.busbar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import io.busbar.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberConfigTest {

    private static final String OWN_XML = """
            <hazelcast xmlns="http://www.hazelcast.com/schema/config">
              <cluster-name>NAME</cluster-name>
              <network><join><multicast enabled="false"/><tcp-ip enabled="true"><member>127.0.0.1</member></tcp-ip></join>
                INTERFACES</network>
              <properties><property name="hazelcast.socket.bind.any">BIND_ANY</property></properties>
            </hazelcast>
            """;

    private static final String LOOPBACK_INTERFACE =
            "<interfaces enabled=\"true\"><interface>127.0.0.1</interface></interfaces>";

    @TempDir
    private Path folder;

    static List<String> bundled() {
        return ClusterCheck.BUNDLED;
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void theReadyConfigurationsHaveWhatTheEventBusNeedsAndFindTheDeadSoon(String name) {
        Config config = MemberConfig.load(open(name));

        assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
        assertThat(config.getMultiMapConfig("__vertx.subs").getValueCollectionType())
                .isEqualTo(ValueCollectionType.SET);
        assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
        assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("8");
        assertThat(config.getProperty("hazelcast.mastership.claim.timeout.seconds"))
                .isEqualTo("60");
        assertThat(config.getProperty("hazelcast.merge.first.run.delay.seconds"))
                .isEqualTo("10");
        assertThat(config.getProperty("hazelcast.merge.next.run.delay.seconds")).isEqualTo("10");
        assertThat(config.getProperty("hazelcast.socket.connect.timeout.seconds"))
                .isEqualTo("3");
        assertThat(config.getProperty("hazelcast.max.join.seconds")).isEqualTo("30");
        assertThat(config.getProperty("hazelcast.graceful.shutdown.max.wait")).isEqualTo("5");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("jdk");
        assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getJoin().getAutoDetectionConfig().isEnabled())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void nodesAndConsumersNeverWaitForTheCopiesOfWhatTheEventBusKeeps(String name) {
        Config config = MemberConfig.load(open(name));

        MultiMapConfig consumers = config.getMultiMapConfig("__vertx.subs");
        assertThat(consumers.getBackupCount()).isZero();
        assertThat(consumers.getAsyncBackupCount()).isEqualTo(1);
        for (String nodes : List.of("__vertx.haInfo", "__vertx.nodeInfo")) {
            assertThat(config.getMapConfig(nodes).getBackupCount()).isZero();
            assertThat(config.getMapConfig(nodes).getAsyncBackupCount()).isEqualTo(1);
        }
    }

    @Test
    void theOptionsOverrideTheConfiguration() {
        Config config = MemberConfig.load(
                new ClusterOptions().setName("own").setPort(6000).setMembers(List.of("127.0.0.1:6001")));

        assertThat(config.getClusterName()).isEqualTo("own");
        assertThat(config.getNetworkConfig().getPort()).isEqualTo(6000);
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("127.0.0.1:6001");
    }

    @Test
    void inKubernetesOtherPodsAreLookedForAtTheSamePort() {
        Config config = MemberConfig.load(open("kubernetes").setPort(6000));

        assertThat(config.getNetworkConfig().getJoin().getKubernetesConfig().getProperty("service-port"))
                .isEqualTo("6000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lan", "kubernetes"})
    void aClusterBeyondLoopbackNeedsANameOfItsOwn(String name) {
        assertThatThrownBy(() -> MemberConfig.load(open(name).setName(null)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("name: must be one of your own, such as \"shop-production\"")
                .hasMessageContaining("\"busbar\"");
        assertThatThrownBy(() -> MemberConfig.load(open(name).setName("dev"))).hasMessageContaining("\"dev\"");
    }

    @Test
    void onLoopbackAnyNameWillDo() {
        assertThat(MemberConfig.load(new ClusterOptions()).getClusterName()).isEqualTo("busbar");
        assertThat(MemberConfig.load(new ClusterOptions().setName("dev")).getClusterName())
                .isEqualTo("dev");
    }

    @Test
    void aFileOfOnesOwnIsTakenAtItsWord() throws Exception {
        assertThat(MemberConfig.load(own("prod", "", true)).getClusterName()).isEqualTo("prod");
        assertThat(MemberConfig.load(own("dev", LOOPBACK_INTERFACE, false)).getClusterName())
                .isEqualTo("dev");
    }

    @Test
    void anInterfaceDoesNotHideThatHazelcastListensOnAllOfThem() throws Exception {
        assertThatThrownBy(() -> MemberConfig.load(own("dev", LOOPBACK_INTERFACE, true)))
                .hasMessageStartingWith("name: must be one of your own");
        assertThatThrownBy(() -> MemberConfig.load(own("dev", "", false)))
                .hasMessageStartingWith("name: must be one of your own");
    }

    @Test
    void aFileMayBeYaml() throws Exception {
        Path file = Files.writeString(
                folder.resolve("hz.yaml"), "hazelcast: {cluster-name: from-yaml, network: {port: {port: 6100}}}");

        Config config = MemberConfig.load(new ClusterOptions().setConfig(file.toString()));

        assertThat(config.getClusterName()).isEqualTo("from-yaml");
        assertThat(config.getNetworkConfig().getPort()).isEqualTo(6100);
    }

    @Test
    void aFileThatIsNoXmlIsToldWithTheLine() throws Exception {
        Path file = Files.writeString(folder.resolve("hz.xml"), "<hazelcast>\n<network></hazelcast>\n");

        assertThatThrownBy(() -> MemberConfig.load(new ClusterOptions().setConfig(file.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("config: \"" + file + "\" is no XML: line 2: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hz.xml  | <hazelcast xmlns="http://www.hazelcast.com/schema/config"><clustername>a</clustername></hazelcast>
            hz.xml  | <hazelcast-client/>
            hz.yaml | hazelcast: {clustername: a}
            hz.yaml | "hazelcast: {"
            """)
    void aFileThatHazelcastDoesNotTakeIsNamedInOneLine(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);

        assertThatThrownBy(() -> MemberConfig.load(new ClusterOptions().setConfig(file.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("config: is no configuration that Hazelcast takes: \"" + file + "\": ")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void aListOfMembersThatIsMissingOrNotWantedIsAFault() {
        assertThatThrownBy(() ->
                        MemberConfig.load(new ClusterOptions().setConfig("lan").setName("own")))
                .hasMessageStartingWith(
                        "members: is missing: the configuration \"lan\" needs the address of this node");
        assertThatThrownBy(() -> MemberConfig.load(open("kubernetes").setMembers(List.of("10.0.0.1"))))
                .hasMessage("members: are not asked for by the configuration \"kubernetes\", which finds them by other"
                        + " means: [10.0.0.1]");
    }

    private static ClusterOptions open(String config) {
        ClusterOptions options = new ClusterOptions().setConfig(config).setName("own");
        return config.equals("lan") ? options.setMembers(List.of("10.0.0.1", "10.0.0.2")) : options;
    }

    private ClusterOptions own(String name, String interfaces, boolean bindAny) throws Exception {
        Path file = folder.resolve("own.xml");
        Files.writeString(
                file,
                OWN_XML.replace("NAME", name)
                        .replace("INTERFACES", interfaces)
                        .replace("BIND_ANY", String.valueOf(bindAny)));
        return new ClusterOptions().setConfig(file.toString());
    }
}
