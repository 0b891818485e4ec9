/** A Vert.x application with a bridge in its router: what to copy from. */
@NullMarked
package io.busbar.examples.quickstart;

import org.jspecify.annotations.NullMarked;
