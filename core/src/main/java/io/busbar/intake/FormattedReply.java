package io.busbar.intake;

import io.busbar.pipeline.AwaitedPassage;
import io.busbar.pipeline.Causes;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.PluginFailedException;
import io.busbar.pipeline.Results;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A reply that the bridge's format makes events of, for one client: their frames, in order. Confined to the hub's context. */
public final class FormattedReply extends AwaitedPassage {

    private final long eventBytes;
    private final ByteBuf gathered = Unpooled.buffer();
    private final Promise<Buffer> frames = Promise.promise();
    private boolean failed;

    /**
     * Creates one that is not on its way yet.
     *
     * @param eventBytes the largest frame
     */
    public FormattedReply(long eventBytes) {
        this.eventBytes = eventBytes;
    }

    /**
     * Completes with the frames, without ids; empty if the format made nothing of the reply. Fails with a {@link
     * PluginFailedException} if a part can't be made or encoded, and with an {@link OverloadedException} if one was lost.
     */
    public Future<Buffer> frames() {
        return frames.future();
    }

    @Override
    public void out(Event event, @Nullable Guard author) {
        String fault = encode(event);
        failed |= fault != null;
        if (author == null) {
            return;
        }
        if (fault == null) {
            author.delivered();
        } else {
            author.failedWith(event, fault);
        }
    }

    /** Returns what is wrong with an event that has no frame, or null. */
    private @Nullable String encode(Event event) {
        int begin = gathered.writerIndex();
        try {
            String data = EventData.of(event.body());
            if (data == null) {
                return "it made a body that has no text";
            }
            if (data.length() <= eventBytes) {
                FrameEncoder.encode(event.type(), data, gathered);
                if (gathered.writerIndex() - begin <= eventBytes) {
                    return null;
                }
            }
            return Results.tooLarge(eventBytes);
        } catch (Throwable e) {
            // A body may hold objects of others, whose code runs here.
            return "it made a body that can't be encoded: " + Causes.describe(e);
        }
    }

    @Override
    public void failed() {
        failed = true;
    }

    @Override
    public boolean isAwaited() {
        return true;
    }

    @Override
    protected void done(boolean someLost) {
        // Half of a reply would leave the page in a state that nobody meant.
        if (failed) {
            frames.tryFail(new PluginFailedException());
        } else if (someLost) {
            frames.tryFail(new OverloadedException());
        } else {
            frames.tryComplete(Buffer.buffer(ByteBufUtil.getBytes(gathered)));
        }
    }
}
