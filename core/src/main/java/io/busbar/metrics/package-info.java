/** What a bridge counts. Internal. */
@NullMarked
package io.busbar.metrics;

import org.jspecify.annotations.NullMarked;
