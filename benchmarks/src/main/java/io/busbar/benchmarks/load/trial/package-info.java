/** Measured runs, one after the other. */
@NullMarked
package io.busbar.benchmarks.load.trial;

import org.jspecify.annotations.NullMarked;
