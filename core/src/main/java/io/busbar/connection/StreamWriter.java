package io.busbar.connection;

import io.busbar.window.Entry;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Brings bytes to one client. At most one write is outstanding: while {@link #isBusy}, nothing may be written. Confined
 * to the connection's event loop, which also calls the observer.
 */
public interface StreamWriter {

    /** Is told what happens to the connection. */
    interface Observer {

        /** The outstanding write has ended, and the next may come. */
        void onDrained();

        /** The client is gone. May be called more than once. */
        void onClosed();
    }

    /**
     * Writes the response's head and {@code first}, at once, and begins to observe the connection.
     *
     * @return false if the client had left before; the observer is not called then
     */
    boolean open(Buffer first, Observer observer);

    /**
     * Writes the frames of {@code entries}, which are in log order.
     *
     * @return how many were written: not all if the memory of one is gone, as the window moves on meanwhile
     */
    int write(List<Entry> entries);

    /** Writes one of the protocol's own frames. */
    void write(Buffer payload);

    /** Returns whether somebody else has ended the response, so that nothing may be written any more. */
    boolean isEnded();

    /** Returns whether a write is outstanding. */
    boolean isBusy();

    /** Returns whether the outstanding write holds memory of the window. */
    boolean holdsWindow();

    /** Returns a number that changes whenever the client took something of the outstanding write. */
    long progress();

    /** Returns the most bytes that one {@link #write(List)} should bring, unless one entry is larger. */
    int maxBytes();

    /** Ends the response as complete. */
    void end();

    /**
     * Ends the response as incomplete, with what was written before, so that a client that takes a complete one as final comes
     * back; and has it do so on another connection, as this one leads to this node only.
     */
    void breakOff();

    /**
     * Cuts the connection, or resets the HTTP/2 stream, so that the client sees an incomplete response.
     *
     * @param dead whether the client has taken nothing for long, so that its connection is given up if that is why
     */
    void cut(boolean dead);

    /** Lets go of everything, as the last call. A response that was ended, or left alone, stays as it is. */
    void release();
}
