/**
 * How plugins are found, loaded, started, replaced and stopped. Internal, but for what applications get to see of it:
 * {@link io.busbar.plugins.PluginDirectory}, {@link io.busbar.plugins.PluginCatalog}, {@link
 * io.busbar.plugins.PluginException} and {@link io.busbar.plugins.PluginStatus}.
 */
@NullMarked
package io.busbar.plugins;

import org.jspecify.annotations.NullMarked;
