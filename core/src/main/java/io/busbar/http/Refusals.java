package io.busbar.http;

import io.busbar.bus.AddressLimitException;
import io.busbar.history.LogClosedException;
import io.busbar.history.NoRecorderException;
import io.busbar.pipeline.PluginFailedException;
import io.busbar.plugin.request.RequestSignals;
import io.busbar.wire.ControlFrames;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeoutException;

/** Answers requests for streams that can't be opened. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final HttpSettings settings;

    Refusals(HttpSettings settings) {
        this.settings = settings;
    }

    /** Answers with the status that {@code cause} has; so that an {@code EventSource} tries again, if that was chosen. */
    void answer(RoutingContext context, Throwable cause) {
        Problem problem = problemOf(cause);
        if (!settings.eventSourceSafe()
                || !problem.passes()
                // It takes a status for what it is, and a clean end for the end.
                || RequestSignals.isFromDatastar(context.request())
                || context.response().headWritten()) {
            problem.answer(context);
            return;
        }
        EventStream.begin(context.response());
        if (problem.isOfEnding()) {
            Problem.leave(context);
        }
        context.response().end(ControlFrames.overloaded(settings.retry()));
    }

    private static Problem problemOf(Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof TimeoutException) {
            return Problem.of(503, "the bus did not answer in time");
        }
        if (cause instanceof NoRecorderException) {
            return Problem.of(503, "no node records this address yet");
        }
        if (cause instanceof LogClosedException) {
            return Problem.of(503, "this node is not in touch with the log");
        }
        if (cause instanceof AddressLimitException) {
            return Problem.of(503, "too many addresses are subscribed to");
        }
        if (cause instanceof HttpException http && http.getStatusCode() == 400) {
            return Problem.of(400, "the request can't be understood");
        }
        if (!(cause instanceof PluginFailedException)) {
            LOG.warn("A stream could not be opened", cause);
        }
        return Problem.of(503, "the stream can't be opened now");
    }
}
