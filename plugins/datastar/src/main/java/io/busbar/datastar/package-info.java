/**
 * Events that patch <a href="https://data-star.dev">Datastar</a> pages, and a stream to write them to.
 *
 * <p>{@link io.busbar.datastar.Datastar} makes them. Publish {@link io.busbar.datastar.DatastarEvent#toJson} on the event
 * bus, and a bridge with {@code format: datastar} brings it to every page; or write them to one page with a {@link
 * io.busbar.datastar.DatastarStream}, from any Vert.x handler. Both encode alike.
 *
 * <p>Everything but the stream is immutable. Needs nothing but Vert.x.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md">Datastar's SDK specification</a>
 */
@NullMarked
package io.busbar.datastar;

import org.jspecify.annotations.NullMarked;
