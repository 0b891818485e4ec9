/** What the parts of the data path cost, one by one. */
@NullMarked
package io.busbar.benchmarks;

import org.jspecify.annotations.NullMarked;
