/**
 * Load on real servers: JVMs of their own, sockets, and readers that count. A scenario starts servers ({@code server}, {@code
 * baseline}), has events published to readers ({@code client}) in measured runs ({@code trial}, {@code rig}), and reports ({@code tool}).
 * There are three: {@code node}, one server beside others that do less, {@code growth}, one server under more and more, from which
 * {@code model} reckons larger ones, and {@code cluster}.
 */
@NullMarked
package io.busbar.benchmarks.load;

import org.jspecify.annotations.NullMarked;
