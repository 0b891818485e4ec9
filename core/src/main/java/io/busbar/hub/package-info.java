/** This node's fan-out of one bridge: addresses to subscriptions, one actor per event loop. Internal. */
@NullMarked
package io.busbar.hub;

import org.jspecify.annotations.NullMarked;
