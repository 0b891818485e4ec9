/** The text/event-stream format: an event's bytes, made once, and the small frames of the protocol. Internal. */
@NullMarked
package io.busbar.wire;

import org.jspecify.annotations.NullMarked;
