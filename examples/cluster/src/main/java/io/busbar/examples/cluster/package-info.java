/** Two Busbar nodes and a plain publisher, in three JVMs on this machine: what to copy from for a cluster of your own. */
@NullMarked
package io.busbar.examples.cluster;

import org.jspecify.annotations.NullMarked;
