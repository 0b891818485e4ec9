package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plugin leaves behind fails the test, in words that name it. */
@ExtendWith(QuietLog.class)
class BusbarExtensionFaultsTest {

    private static final String TEST = "theBridgeIsUsed";

    private static CountDownLatch end = new CountDownLatch(1);

    private static BusbarExtension starting(Function<PluginContext, Future<?>> start) {
        return BusbarExtension.with(() -> FunctionPlugin.starting(start));
    }

    abstract static class Uses {

        abstract BusbarExtension busbar();

        @Test
        void theBridgeIsUsed() throws Exception {
            SseRecorder stream = busbar().subscribe("a");
            busbar().publish("a", "x");
            stream.expect("x");
        }
    }

    static class LeavesNothing extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = starting(context -> {
            context.vertx().setPeriodic(1_000, id -> {});
            context.vertx().eventBus().consumer("own", message -> {});
            context.vertx().createSharedWorkerExecutor("own").executeBlocking(() -> "worked");
            return Future.succeededFuture();
        });

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void whatVertxTakesBackIsNotLeft() {
        assertThat(InnerTests.failuresOf(LeavesNothing.class, TEST)).isEmpty();
    }

    static class LeavesAThread extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = starting(context -> {
            new Thread(LeavesAThread::waitForTheEnd, "left-behind").start();
            return Future.succeededFuture();
        });

        private static void waitForTheEnd() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void aThreadThatGoesOnIsLeft() {
        try {
            assertThat(InnerTests.failureOf(LeavesAThread.class, TEST))
                    .contains("the thread \"left-behind\" is still alive");
        } finally {
            end.countDown();
        }
    }

    static class LeavesAConsumer extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = starting(context -> {
            context.addFilter((event, subscriber) -> {
                context.vertx().eventBus().consumer("left.behind", message -> {});
                return true;
            });
            return Future.succeededFuture();
        });

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void aConsumerThatWasMadeOutsideOfStartIsLeft() {
        assertThat(InnerTests.failureOf(LeavesAConsumer.class, TEST)).contains("a consumer on \"left.behind\"");
    }

    static class LeavesAConsumerOfAThread extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = starting(context -> {
            Promise<Void> ready = Promise.promise();
            Runnable consume = () -> {
                context.vertx().eventBus().consumer("left.by.thread", message -> {});
                ready.complete();
            };
            new Thread(consume).start();
            return ready.future();
        });

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void aConsumerThatAThreadOfThePluginMadeIsLeft() {
        assertThat(InnerTests.failureOf(LeavesAConsumerOfAThread.class, TEST))
                .contains("a consumer on \"left.by.thread\"");
    }

    static class Throws extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = starting(context -> {
            Promise<Void> thrown = Promise.promise();
            context.vertx().setTimer(1, id -> {
                thrown.complete();
                throw new IllegalStateException("in a timer");
            });
            return thrown.future();
        });

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void anExceptionThatNobodyCatchesFailsTheTest() {
        assertThat(InnerTests.failureOf(Throws.class, TEST)).contains("nobody caught", "in a timer");
    }

    static class CannotStop extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = BusbarExtension.with(
                () -> FunctionPlugin.stopping(() -> Future.failedFuture(new IllegalStateException("not now"))));

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    static class ThrowsAtItsStop extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = BusbarExtension.with(() -> FunctionPlugin.stopping(() -> {
            throw new IllegalStateException("not ever");
        }));

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void aStopThatFailsFailsTheTest() {
        assertThat(InnerTests.failureOf(CannotStop.class, TEST)).contains("stop() failed", "not now");
        assertThat(InnerTests.failureOf(ThrowsAtItsStop.class, TEST)).contains("stop() threw", "not ever");
    }

    static class NeverStops extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = BusbarExtension.with(
                () -> FunctionPlugin.stopping(() -> Promise.promise().future()));

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    /** A bridge goes on after ten seconds. */
    @Test
    void aStopThatDoesNotEndFailsTheTestAndLeavesNothingElse() {
        assertThat(InnerTests.failureOf(NeverStops.class, TEST))
                .isEqualTo("the plugin was stopped, and then: stop() did not complete");
    }

    static class CannotStart extends Uses {
        @RegisterExtension
        final BusbarExtension busbar = BusbarExtension.with(SamplePlugin::new).config("{\"marc\": \"\"}");

        @Override
        BusbarExtension busbar() {
            return busbar;
        }
    }

    @Test
    void aConfigurationThatIsRefusedFailsTheTestInTheOperatorsWords() {
        assertThat(InnerTests.failuresOf(CannotStart.class, TEST))
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageContaining("config.marc").hasMessageContaining("mark"));
    }
}
