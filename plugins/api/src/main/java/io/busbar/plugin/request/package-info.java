/**
 * What a request brings, read whole before the response begins: for bridges, and for any other Vert.x handler.
 *
 * <p>Nothing here knows of plugins; it is here because whoever reads requests, a bridge or {@code busbar-datastar}, has
 * this artifact.
 */
@NullMarked
package io.busbar.plugin.request;

import org.jspecify.annotations.NullMarked;
