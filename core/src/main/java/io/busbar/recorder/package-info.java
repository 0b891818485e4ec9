/** The work of the node that records: from the bus, publishers and plugins, through the chain, into the log. Internal. */
@NullMarked
package io.busbar.recorder;

import org.jspecify.annotations.NullMarked;
