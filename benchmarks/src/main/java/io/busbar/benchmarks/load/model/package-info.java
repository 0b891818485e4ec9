/** What servers and clusters that are larger than this machine would do, reckoned from what was measured on it. */
@NullMarked
package io.busbar.benchmarks.load.model;

import org.jspecify.annotations.NullMarked;
