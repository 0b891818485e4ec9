/**
 * Load on real servers: JVMs of their own, sockets, and readers that count. A scenario starts servers ({@code server}, {@code
 * baseline}), has events published to readers ({@code client}) in measured runs ({@code trial}), and reports ({@code tool}).
 * There are two: {@code node}, one server beside others that do less, and {@code cluster}.
 */
@NullMarked
package io.busbar.benchmarks.load;

import org.jspecify.annotations.NullMarked;
