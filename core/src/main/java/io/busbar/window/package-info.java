/** The recent events of a bridge as bytes that are ready for the wire, and positions in them. Internal. */
@NullMarked
package io.busbar.window;

import org.jspecify.annotations.NullMarked;
