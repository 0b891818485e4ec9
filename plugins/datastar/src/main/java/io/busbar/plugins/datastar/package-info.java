/**
 * The plugin {@code datastar}: makes patches of Datastar pages of bus messages.
 *
 * <p>Start with {@link io.busbar.plugins.datastar.DatastarConfig}, then {@code DatastarTransform}, which finds the rule for
 * an event. What a rule does is a {@code Mapping}. The patches themselves are {@link io.busbar.datastar}'s.
 */
@NullMarked
package io.busbar.plugins.datastar;

import org.jspecify.annotations.NullMarked;
