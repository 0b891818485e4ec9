/**
 * Load on real servers: JVMs of their own, sockets, and readers that count. A scenario ({@link
 * io.busbar.benchmarks.load.ClusterScenario}) starts servers, has events published in measured runs, and reports.
 */
@NullMarked
package io.busbar.benchmarks.load;

import org.jspecify.annotations.NullMarked;
