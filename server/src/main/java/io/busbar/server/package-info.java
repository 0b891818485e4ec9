/**
 * The runnable node: {@link io.busbar.server.Main} reads the command line, {@code BusbarServer} starts and stops what
 * it asks for, {@code ServerVerticle} and {@code ManagementVerticle} answer requests.
 */
@NullMarked
package io.busbar.server;

import org.jspecify.annotations.NullMarked;
