/** The actor on each event loop, which brings what is new to the loop's connections. Internal. */
@NullMarked
package io.busbar.delivery;

import org.jspecify.annotations.NullMarked;
