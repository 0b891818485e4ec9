/** Who subscribes to what in the whole cluster: counts, and first and last subscribers. Internal. */
@NullMarked
package io.busbar.presence;

import org.jspecify.annotations.NullMarked;
