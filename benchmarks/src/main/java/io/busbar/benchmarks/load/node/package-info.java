/** One server, beside others that do less. */
@NullMarked
package io.busbar.benchmarks.load.node;

import org.jspecify.annotations.NullMarked;
