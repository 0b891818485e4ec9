package io.busbar.draft;

import io.busbar.draft.UnfitException.Fault;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.RecordFrames;
import io.netty.buffer.ByteBuf;

/**
 * What is recorded of an event. Immutable.
 *
 * @param event the event, with a body that may be retained
 * @param frame its frame without the id, on the heap; not to be changed, and read by index only
 */
public record Encoded(Event event, ByteBuf frame) {

    /**
     * Encodes {@code event}. Any thread.
     *
     * @param eventBytes the largest frame
     */
    static Encoded of(Event event, long eventBytes) throws UnfitException {
        try {
            Object body = event.body();
            String data = EventData.of(body);
            if (data == null) {
                throw new UnfitException(Fault.NO_TEXT, null);
            }
            if (data.length() > eventBytes) {
                throw new UnfitException(Fault.TOO_LARGE, null);
            }
            ByteBuf frame = RecordFrames.of(event, data);
            if (frame.readableBytes() > eventBytes) {
                throw new UnfitException(Fault.TOO_LARGE, null);
            }
            Object retained = RetainedBody.of(body, data);
            return new Encoded(retained == body ? event : event.withBody(retained), frame);
        } catch (UnfitException e) {
            throw e;
        } catch (Throwable e) {
            // A body may hold objects of others, whose code runs here.
            throw new UnfitException(Fault.FAILED, e);
        }
    }
}
