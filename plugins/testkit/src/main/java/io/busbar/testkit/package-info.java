/**
 * What a plugin author tests with, from the inside out:
 *
 * <ul>
 *   <li>{@link io.busbar.testkit.PluginHarness}: a plugin's functions, called one by one, without a bridge;
 *   <li>{@link io.busbar.testkit.PluginContract}: what every plugin has to keep to, as tests to inherit;
 *   <li>{@link io.busbar.testkit.BusbarExtension}: a bridge with the plugin, on a free port, for each test, and {@link
 *       io.busbar.testkit.SseRecorder}, a client of it.
 * </ul>
 *
 * <p>What is waited for has ten seconds; nothing ever waits for luck. What is not met is an {@link AssertionError}.
 */
@NullMarked
package io.busbar.testkit;

import org.jspecify.annotations.NullMarked;
