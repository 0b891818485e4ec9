/** One open stream: what it reads of the window, and how that reaches the socket. Internal. */
@NullMarked
package io.busbar.connection;

import org.jspecify.annotations.NullMarked;
