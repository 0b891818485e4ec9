/** Servers that do less, to compare with: each sends what is posted to an address to all that have a stream of it, and nothing else. */
@NullMarked
package io.busbar.benchmarks.load.baseline;

import org.jspecify.annotations.NullMarked;
