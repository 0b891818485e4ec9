/** What every scenario needs: choices, tables, plots. */
@NullMarked
package io.busbar.benchmarks.load.tool;

import org.jspecify.annotations.NullMarked;
