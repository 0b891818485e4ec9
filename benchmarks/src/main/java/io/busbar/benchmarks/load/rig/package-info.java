/** Servers that are measured beside each other: how they are started and run, and what came out, round by round. */
@NullMarked
package io.busbar.benchmarks.load.rig;

import org.jspecify.annotations.NullMarked;
