package io.busbar.pipeline;

/**
 * A function of a plugin, and what contains it.
 *
 * @param guard of the plugin
 * @param function what the plugin registered
 */
record Guarded<F>(Guard guard, F function) {}
