/** A Datastar page whose state is on the server: verticles that know the event bus alone patch it, by way of a bridge. */
@NullMarked
package io.busbar.examples.datastar;

import org.jspecify.annotations.NullMarked;
