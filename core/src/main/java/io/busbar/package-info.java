/**
 * The embedding API: start at {@link io.busbar.SseBridge}.
 *
 * <p>How an event flows, and the packages in that order; none of them is API but this one:
 *
 * <pre>
 * outbound   event bus → bus (one consumer per address) → pipeline (transforms of plugins)
 *              → intake (permissions, frame encoded once by wire, unless the draft has it) → recorder (appends)
 *              → history (the log: gives the number)
 *              → fanout (into the window; wakes the loops that want it) → delivery (one actor per event loop)
 *              → connection (reads on from its position, writes) → socket
 * published  http, or your application → draft (encodes on the publisher's thread if no plugin transforms)
 *              → hub (one at a time; on that thread, too, if nothing else is to be done) → pipeline, as above; recorded, it goes to
 *              the event bus
 * inbound    router → your authentication → http (parse the whole request, permissions, limits)
 *              → pipeline (authorizers of plugins) → delivery (find the position)
 *              → connection (what was missed, then live)
 * </pre>
 */
@NullMarked
package io.busbar;

import org.jspecify.annotations.NullMarked;
