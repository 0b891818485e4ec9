/** From the event bus: one consumer per address, messages made into events. Internal. */
@NullMarked
package io.busbar.bus;

import org.jspecify.annotations.NullMarked;
