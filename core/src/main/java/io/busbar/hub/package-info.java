/** What bridges of one name share on this node: recorder, log, fan-out, plugins, and limits. Internal. */
@NullMarked
package io.busbar.hub;

import org.jspecify.annotations.NullMarked;
