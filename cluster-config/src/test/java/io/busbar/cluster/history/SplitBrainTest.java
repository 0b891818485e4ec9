package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.cluster.history.HistoryCluster.Member;
import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster without {@code minimumMembers} falls into parts, and is one again: no id ever stands for two events. */
class SplitBrainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private String config = "";

    /** Parts do not find each other by themselves. */
    @BeforeEach
    void writeConfig() throws IOException {
        String loopback;
        try (var in = HistoryCluster.class.getResourceAsStream("/io/busbar/cluster/loopback.xml")) {
            loopback = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = folder.resolve("cluster.xml");
        Files.writeString(
                file, loopback.replaceAll("(hazelcast.merge.(?:first|next).run.delay.seconds\">)\\d+", "$1600"));
        config = file.toString();
    }

    private HistoryCluster cluster() {
        return new HistoryCluster(HistoryCluster.permitAll(), builder -> {}, config);
    }

    @Test
    void aPartThatHasRecordedNothingGoesOnInTheLogOfTheOthers() {
        try (HistoryCluster cluster = cluster()) {
            Member stays = cluster.start();
            Member apart = cluster.start();
            String position;
            try (SseTestClient client = apart.connect("/events/a")) {
                client.expectPosition();
                position = publish(stays, "1");
                client.expectMessage("1");
                cluster.split(apart);
                assertThat(client.nextEvent().type()).isEqualTo("busbar.lagged");
                publish(stays, "2");

                cluster.join(apart, stays);

                client.expectEvent("busbar.closing", "{\"reason\":\"detached\"}");
                client.expectEnd();
            }
            try (SseTestClient client = reopen(apart, position)) {
                client.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                client.expectPosition();
                client.expectMessage("2");
                String next = publish(apart, "3");
                ReadEvent third = client.nextEvent();
                assertThat(third.data()).isEqualTo("3");
                assertThat(third.lastEventId()).isEqualTo(next);
            }
        }
    }

    @Test
    void whatOnlyThePartHasRecordedWhoseDataAreGoneIsBroughtBack() {
        try (HistoryCluster cluster = cluster()) {
            Member recorder = cluster.start();
            Member other = cluster.start();
            try (SseTestClient client = recorder.connect("/events/a")) {
                client.expectPosition();
                String position = publish(recorder, "1");
                client.expectMessage("1");
                HistoryCluster.get(other.bridge().close());
                cluster.split(recorder);
                String second = publish(recorder, "2");
                String third = publish(recorder, "3");
                client.expectMessage("2");
                client.expectMessage("3");

                cluster.join(recorder, other);

                try (SseTestClient again = reopen(recorder, position)) {
                    again.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                    again.expectPosition();
                    assertThat(again.expectMessage("2").lastEventId()).isEqualTo(second);
                    assertThat(again.expectMessage("3").lastEventId()).isEqualTo(third);
                }
            }
        }
    }

    @Test
    void whenBothPartsHaveRecordedOneStaysAndReadersOfTheOtherAreToldWhereverTheyTurn() {
        try (HistoryCluster cluster = cluster()) {
            Member one = cluster.start();
            Member other = cluster.start();
            String common;
            String here;
            String there;
            try (SseTestClient client = one.connect("/events/a")) {
                client.expectPosition();
                common = publish(one, "1");
                cluster.split(other);
                here = publish(one, "here");
                there = publish(other, "there");
                client.expectMessage("1");
                client.expectMessage("here");
                // Some change sides while the parts are apart.
                expectResume(other, here, "reset");
                expectResume(one, there, "reset");
                expectResume(one, common, "exact");
            }

            cluster.join(other, one);

            publish(other, "together");
            for (Member member : new Member[] {one, other}) {
                expectResume(member, common, "exact");
                expectResume(member, here, "exact");
                expectResume(member, there, "reset");
            }
        }
    }

    private static void expectResume(Member member, String lastEventId, String status) {
        try (SseTestClient client = member.connect("/events/a", "Last-Event-ID: " + lastEventId)) {
            client.expectEvent("busbar.resume", "{\"status\":\"" + status + "\"}");
        }
    }

    private static String publish(Member member, String text) {
        return publish(member, "a", text);
    }

    /** Publishes as a client does, who repeats what is refused. */
    private static String publish(Member member, String address, String text) {
        String[] id = new String[1];
        Conditions.await(
                "\"" + text + "\" to be recorded",
                () -> {
                    var published = member.bridge()
                            .publish(address, text, Map.of())
                            .toCompletionStage()
                            .toCompletableFuture();
                    id[0] = published.handle((done, cause) -> done).join();
                    return id[0] != null;
                },
                PATIENCE);
        return id[0];
    }

    /** Opens a stream as soon as the member takes part in the reunited log. */
    private static SseTestClient reopen(Member member, String lastEventId) {
        publish(member, "other", "takes part");
        return member.connect("/events/a", "Last-Event-ID: " + lastEventId);
    }
}
