/** How plugins are found, loaded, started, replaced and stopped. Internal. */
@NullMarked
package io.busbar.plugins;

import org.jspecify.annotations.NullMarked;
