/**
 * The log of a bridge as a cluster keeps it: {@link io.busbar.cluster.history.Batch}es of
 * {@linkplain io.busbar.cluster.history.LogEntry entries}, and their bytes; and what is handed to the recorder,
 * {@link io.busbar.cluster.history.Publication}s. Internal.
 */
@NullMarked
package io.busbar.cluster.history;

import org.jspecify.annotations.NullMarked;
