package io.busbar.cluster.history;

import io.busbar.bus.AddressLimitException;
import io.busbar.history.NoRecorderException;
import io.busbar.pipeline.OverloadedException;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** Why a recorder did not do what it was asked, as numbers that cross between nodes. */
final class Refusal {

    private static final int NO_RECORDER = 1;
    private static final int OVERLOADED = 2;
    private static final int CONFLICT = 3;
    private static final int ADDRESS_LIMIT = 4;
    private static final int OTHER = 5;

    private Refusal() {}

    static int codeOf(Throwable cause) {
        if (cause instanceof NoRecorderException) {
            return NO_RECORDER;
        }
        if (cause instanceof OverloadedException) {
            return OVERLOADED;
        }
        if (cause instanceof IdempotencyConflictException) {
            return CONFLICT;
        }
        return cause instanceof AddressLimitException ? ADDRESS_LIMIT : OTHER;
    }

    /** Returns what the asking node is to fail with; {@link NoRecorderException} if it may ask again, or another node. */
    static Throwable causeOf(Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return failure;
        }
        if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
            return new NoRecorderException();
        }
        return switch (reply.failureCode()) {
            case NO_RECORDER -> new NoRecorderException();
            case OVERLOADED -> new OverloadedException();
            case CONFLICT -> new IdempotencyConflictException();
            case ADDRESS_LIMIT -> new AddressLimitException(String.valueOf(reply.getMessage()));
            default -> new IllegalStateException("The recorder failed: " + reply.getMessage());
        };
    }
}
