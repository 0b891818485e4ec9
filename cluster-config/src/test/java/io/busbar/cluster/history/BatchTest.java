package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {

    private static final LogEntry MARK = new LogEntry.Mark(null);
    private static final long LARGEST = 999_999_999_999_999_999L;

    @Test
    void numbersItsEntriesFromTheFirstOne() {
        Batch batch = new Batch("e", 1, 1, 10, 0, List.of(MARK, MARK));
        assertThat(batch.lastSeq()).isEqualTo(11);
        assertThat(batch.nextSeq()).isEqualTo(12);
    }

    @Test
    void endsBeforeItsFirstNumberIfItHasNoEntries() {
        Batch batch = new Batch("e", 1, 1, 10, 0, List.of());
        assertThat(batch.lastSeq()).isEqualTo(9);
        assertThat(batch.nextSeq()).isEqualTo(10);
    }

    @Test
    void isTheSameInAnotherTermButForThat() {
        Batch batch = new Batch("e", 1, 2, 3, 4, List.of(MARK));
        assertThat(batch.withTerm(9)).isEqualTo(new Batch("e", 9, 2, 3, 4, List.of(MARK)));
    }

    @Test
    void doesNotChangeWithTheListThatItWasMadeOf() {
        List<LogEntry> entries = new ArrayList<>(List.of(MARK));
        Batch batch = new Batch("e", 1, 1, 1, 0, entries);
        entries.clear();
        assertThat(batch.entries()).containsExactly(MARK);
    }

    @ParameterizedTest
    @CsvSource({"'',0,1,1", "e-1,0,1,1", "e,-1,1,1", "e,0,0,1", "e,0,1,0", "e,0,1," + LARGEST, "e,0,1," + Long.MAX_VALUE
    })
    void cantBeMadeOfNumbersThatNoLogHas(String epoch, long term, long number, long firstSeq) {
        assertThatThrownBy(() -> new Batch(epoch, term, number, firstSeq, 0, List.of(MARK)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mayEndWithTheLargestNumber() {
        assertThatCode(() -> new Batch("e", 0, 1, LARGEST - 1, 0, List.of(MARK)))
                .doesNotThrowAnyException();
    }
}
