/** Processes that serve, and what they take. */
@NullMarked
package io.busbar.benchmarks.load.server;

import org.jspecify.annotations.NullMarked;
