package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Event;
import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * For each test of the contract a plugin that does not pass it, and what its author then reads; for what transforms may do wrong see
 * {@link TransformFaultsTest}.
 */
@ExtendWith(QuietLog.class)
class ContractFaultsTest {

    private static final JsonObject BODY = new JsonObject().put("card", "4111");

    static class Contract extends PluginContract<NoConfig> {

        @Override
        protected Plugin<NoConfig> newPlugin() {
            return new FaultyPlugin<>();
        }

        @Override
        protected String config() {
            return "{}";
        }

        @Override
        protected List<Event> samples() {
            return List.of(Event.of("a", "text", Map.of()), Event.of("a", BODY, Map.of()));
        }
    }

    static class NeedyContract extends PluginContract<NoConfig> {

        @Override
        protected Plugin<NoConfig> newPlugin() {
            return new NeedyPlugin();
        }

        @Override
        protected String config() {
            return "{}";
        }

        @Override
        protected List<Event> samples() {
            return List.of(Event.of("a", "text", Map.of()));
        }

        @Override
        protected List<Path> libraries() {
            return List.of();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ILLEGAL_NAME | itsNameIsLegalAndNeverChanges | [a-z][a-z0-9-]{0,63}",
                "UNSUITABLE_CONFIG | itsConfigurationCanBeDescribedAndTheSampleFits | thread",
                "NOT_IN_THE_SERVICE_FILE | theServiceFileNamesIt | META-INF/services/io.busbar.plugin.Plugin has to name",
                "LEAVES_A_THREAD | itStartsBesideItsPredecessorAndLeavesNothingBehind | the thread \"left\"",
                "HAS_A_SLOW_FILTER | itKeepsWithinItsTimeBudget | the filters need",
                "SHARES_A_BUILDER | itsFiltersMayBeAskedByManyThreads | many threads",
                "KEEPS_WHAT_IT_IS_ASKED_ABOUT | itsFiltersMayBeAskedByManyThreads | many threads",
                "WAITS_FOR_ITSELF | itsFiltersMayBeAskedByManyThreads | did not return",
                "HAS_A_FILTER_THAT_TAKES_NO_NULL | itsFiltersTakeEveryEventAndChangeNothing | sample 1 with null as its body",
                "HAS_A_FILTER_FOR_USERS_ALONE | itsFiltersTakeEveryEventAndChangeNothing | user=null",
                "HAS_A_FILTER_THAT_CHANGES_BODIES | itsFiltersTakeEveryEventAndChangeNothing | a filter changed",
                "LEAVES_A_CONSUMER_AT_WORK | itStartsBesideItsPredecessorAndLeavesNothingBehind | a consumer on \"left.",
                "FAILS_IN_A_BRIDGE | itStartsBesideItsPredecessorAndLeavesNothingBehind | failures of the plugin at work",
                "CANNOT_STOP | itStartsBesideItsPredecessorAndLeavesNothingBehind | stop() failed",
                "CHANGES_ITS_NAME | itsNameIsLegalAndNeverChanges | another name after its start",
                "WRONG_DEFAULT | itsConfigurationCanBeDescribedAndTheSampleFits | number",
            })
    void aPluginWithAFaultDoesNotPass(String tried, String test, String words) {
        FaultyPlugin.have(tried);
        assertThat(InnerTests.failuresOf(Contract.class, test))
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    @Test
    void aLibraryThatIsNotBesideTheJarIsMissed() {
        assertThat(InnerTests.failureOf(NeedyContract.class, "aReloadLeavesNoClassLoader"))
                .contains("a bridge counted 1 failures", "libraries()");
        assertThat(InnerTests.failuresOf(NeedyContract.class, "itsTransformsTakeEveryBody"))
                .isEmpty();
    }

    @Test
    void aPluginThatHandsOutAnObjectOfItsOwnStaysInMemory() {
        LingeringPlugin plugin = new LingeringPlugin();
        ReloadCheck check = new ReloadCheck(new PluginJar(plugin), plugin.name(), List.of(), 1);
        JsonObject entry = new JsonObject().put("name", plugin.name());

        assertThatThrownBy(() -> check.check(entry, bridge -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("replaced, and its classes are still in memory");
    }
}
