/** How cost grows: with connections, addresses, bytes, rates, slow readers, plugins, nodes; one at a time. */
@NullMarked
package io.busbar.benchmarks.load.growth;

import org.jspecify.annotations.NullMarked;
