package io.busbar.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends LogContract {

    @Override
    protected Log create(Vertx vertx) {
        return new MemoryLog();
    }

    @Test
    void aRecordThatTheTailCanNotTakeGetsNoNumber() {
        MemoryLog log = new MemoryLog();
        LogRecord record = new LogRecord(Event.of("a", null, Map.of()), true, Unpooled.EMPTY_BUFFER, null, false);
        boolean[] fails = {true};
        log.open(new Log.Tail() {
            @Override
            public void accept(long seq, LogRecord taken) {
                if (fails[0]) {
                    throw new IllegalStateException("on purpose");
                }
            }

            @Override
            public void mark(long seq) {}
        });
        assertThat(log.append(record).failed()).isTrue();
        fails[0] = false;
        assertThat(log.append(record).result()).isEqualTo(1);
    }
}
