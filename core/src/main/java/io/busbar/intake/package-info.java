/** Before the log: which events are recorded, and what is published by applications and clients. Internal. */
@NullMarked
package io.busbar.intake;

import org.jspecify.annotations.NullMarked;
