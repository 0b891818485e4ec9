/**
 * The embedding API: start at {@link io.busbar.SseBridge}.
 *
 * <p>How an event flows, and the packages in that order; none of them is API but this one:
 *
 * <pre>
 * outbound   event bus → bus (one consumer per address) → hub (permissions, frame encoded once by wire)
 *              → window (recent frames in log order) → hub.DeliveryLoop (one actor per event loop)
 *              → connection (reads on from its position, writes) → socket
 * inbound    router → your authentication → http (parse the whole request, permissions, limits)
 *              → hub.DeliveryLoop (subscribe) → connection (live)
 * </pre>
 */
@NullMarked
package io.busbar;

import org.jspecify.annotations.NullMarked;
