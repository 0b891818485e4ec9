package io.busbar.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventScannerTest {

    private static final long PUBLISHED = 1_000_000;
    private static final long NOW = 3_000_000;

    private final Latencies latencies = new Latencies();
    private final EventScanner scanner = new EventScanner(60, latencies);

    @Test
    void countsEachEventOnceWhereverTheStreamIsCut() {
        byte[] stream = stream(7, 8, 9);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 7) {
                scanner.reset(7);
                latencies.reset(7);
                scan(stream, 0, first);
                scan(stream, first, second);
                scan(stream, second, stream.length);
                assertThat(scanner.count()).isEqualTo(3);
                assertThat(scanner.sum()).isEqualTo(24);
                assertThat(latencies.each().percentile(1)).isBetween(1_940_000L, 2_060_000L);
            }
        }
    }

    @Test
    void tellsByTheSumThatOneCameTwiceInPlaceOfAnother() {
        scanner.reset(7);
        scan(stream(7, 8, 8), 0, stream(7, 8, 8).length);
        assertThat(scanner.count()).isEqualTo(3);
        assertThat(scanner.sum()).isNotEqualTo(24);
    }

    @Test
    void ignoresStragglersOfTheRunBefore() {
        scanner.reset(8);
        scan(stream(7, 8), 0, stream(7, 8).length);
        assertThat(scanner.count()).isEqualTo(1);
        assertThat(scanner.sum()).isEqualTo(8);
        assertThat(scanner.lastNanos()).isEqualTo(NOW);
    }

    @Test
    void countsNothingOfHeadsCommentsAndControlEvents() {
        scanner.reset(0);
        String text = "HTTP/1.1 200 OK\r\nA: 1\r\n\r\n1f\r\n:\nretry: 3000\nevent: busbar.position\nid: a-1\n\n\r\n";
        byte[] stream = text.getBytes(StandardCharsets.ISO_8859_1);
        scan(stream, 0, stream.length);
        assertThat(scanner.count()).isZero();
    }

    private void scan(byte[] stream, int from, int to) {
        byte[] piece = Arrays.copyOfRange(stream, from, to);
        scanner.scan(piece, piece.length, NOW);
    }

    private static byte[] stream(long... numbers) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\n\r\n");
        for (long number : numbers) {
            text.append("5c\r\nid: 3k9-").append(number).append("\ndata: ");
            text.append(Payload.text(number, PUBLISHED, 60)).append("\n\n\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
