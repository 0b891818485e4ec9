/** The load: readers and publishers on plain sockets, as cheap as Java can be. */
@NullMarked
package io.busbar.benchmarks.load.client;

import org.jspecify.annotations.NullMarked;
