package io.busbar.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.eventbus.EventBusOptions;
import org.junit.jupiter.api.Test;

class BusLinkTest {

    private static final long SILENT_MEMBER_MILLIS = 8_000;

    @Test
    void aConnectionDoesNotOutliveACutThatHazelcastNoticesByMoreThanMoments() {
        EventBusOptions options = new EventBusOptions();

        BusLink.apply(new BusLinkOptions(), options);

        assertThat(options.getClusterPingReplyInterval())
                .as("a pause that is no death costs no message")
                .isGreaterThanOrEqualTo(SILENT_MEMBER_MILLIS);
        assertThat(options.getClusterPingInterval() + options.getClusterPingReplyInterval())
                .isBetween(SILENT_MEMBER_MILLIS, SILENT_MEMBER_MILLIS + 2_000);
        assertThat(options.getTcpUserTimeout()).isEqualTo((int) SILENT_MEMBER_MILLIS);
        assertThat(options.getConnectTimeout()).isEqualTo(3_000);
    }

    @Test
    void whatAnApplicationHasSetOfItsConnectionsStays() {
        EventBusOptions options = new EventBusOptions()
                .setClusterPingInterval(1_001)
                .setClusterPingReplyInterval(1_002)
                .setConnectTimeout(1_003)
                .setTcpUserTimeout(1_004);

        BusLink.apply(new BusLinkOptions().setPort(5801), options);

        assertThat(options.getClusterPingInterval()).isEqualTo(1_001);
        assertThat(options.getClusterPingReplyInterval()).isEqualTo(1_002);
        assertThat(options.getConnectTimeout()).isEqualTo(1_003);
        assertThat(options.getTcpUserTimeout()).isEqualTo(1_004);
        assertThat(options.getPort()).isEqualTo(5801);
    }
}
