/** The one order of a bridge's events: the log, and positions in it. Internal. */
@NullMarked
package io.busbar.history;

import org.jspecify.annotations.NullMarked;
