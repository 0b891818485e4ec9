package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testkit.ContractFaultsTest.Contract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins whose transforms do not pass a test of the contract, and what their authors then read. */
@ExtendWith(QuietLog.class)
class TransformFaultsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHANGES_BODIES | itsTransformsDoNotChangeWhatTheyAreGiven | with an empty JsonObject as its body",
                "COUNTS_CALLS | itsTransformsAnswerTheSameToTheSame | isRepeatable",
                "TAKES_NO_NULL | itsTransformsTakeEveryBody | sample 1 with null as its body",
                "TAKES_STRINGS_ALONE | itsTransformsTakeEveryBody | mayFail",
                "MAKES_WHAT_HAS_NO_TEXT | whatItsTransformsMakeCanBeDelivered | java.lang.Object",
                "MAKES_A_WILDCARD | whatItsTransformsMakeCanBeDelivered | wildcard",
                "IS_SLOW | itKeepsWithinItsTimeBudget | the budget is 1000",
                "IS_SLOW_WITH_MUCH | itsTransformsTakeLargeBodiesInTime | a String of 1 MiB",
                "REMOVES_A_FIELD | itsTransformsDoNotChangeWhatTheyAreGiven | sample 2",
                "NEVER_ANSWERS | itsTransformsTakeEveryBody | its future has not completed",
                "ANSWERS_NULL | itsTransformsTakeEveryBody | the future of a transform completed with null",
                "MAKES_TOO_MANY | whatItsTransformsMakeCanBeDelivered | one event became 1001",
                "BLOCKS_BEFORE_IT_ANSWERS | itKeepsWithinItsTimeBudget | an asynchronous transform returns its future after",
                "IS_BLOCKED_FOR_SECONDS | itKeepsWithinItsTimeBudget | the median of 1 calls",
                "ADDS_LINES | nothingInAnEventCanAddToAStreamOrCutItShort | a client reads something else",
            })
    void aPluginWithAFaultDoesNotPass(String tried, String test, String words) {
        FaultyPlugin.have(tried);
        assertThat(InnerTests.failureOf(Contract.class, test)).contains(words);
    }

    /** The author's samples are constants, and tests come in any order. */
    @Test
    void whatIsDoneToASampleInOneTestIsNotHiddenFromTheNext() {
        FaultyPlugin.have("REMOVES_A_FIELD");
        assertThat(InnerTests.failuresOf(Contract.class, "itsTransformsTakeEveryBody"))
                .isEmpty();
        assertThat(InnerTests.failuresOf(Contract.class, "itsTransformsDoNotChangeWhatTheyAreGiven"))
                .hasSize(1);
    }
}
