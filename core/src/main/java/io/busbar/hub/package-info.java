/** This node's fan-out of one bridge: from the log into the window, and to the event loops that want it. Internal. */
@NullMarked
package io.busbar.hub;

import org.jspecify.annotations.NullMarked;
