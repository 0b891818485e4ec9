/** This node's fan-out of a log: into the window, and to the event loops that want it. Internal. */
@NullMarked
package io.busbar.fanout;

import org.jspecify.annotations.NullMarked;
