/**
 * The API for plugin authors: everything that third-party code may see of Busbar, and nothing else.
 *
 * <p><b>Threads.</b> Unless a method says otherwise, every callback runs on a Vert.x event-loop thread and must return
 * at once. Callbacks of different connections may come from several event loops at the same time.
 *
 * <p><b>Errors.</b> A callback that throws never takes the bridge, or anyone's stream, down; it is contained and
 * reported in the log.
 *
 * <p><b>Nullness.</b> Nothing is null unless marked {@code @Nullable}.
 */
@NullMarked
package io.busbar.plugin;

import org.jspecify.annotations.NullMarked;
