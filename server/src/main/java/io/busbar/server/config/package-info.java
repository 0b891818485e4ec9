/**
 * The server's configuration: a file, overridden by the environment, overridden by flags. Everything is checked before
 * anything listens, and each fault names its place and its value.
 */
@NullMarked
package io.busbar.server.config;

import org.jspecify.annotations.NullMarked;
