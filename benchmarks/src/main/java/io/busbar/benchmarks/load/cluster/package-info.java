/** Clusters of one to three nodes. */
@NullMarked
package io.busbar.benchmarks.load.cluster;

import org.jspecify.annotations.NullMarked;
