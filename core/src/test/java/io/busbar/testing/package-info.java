/**
 * What tests of Busbar, and of applications that embed it, are made of: an independent reader of event streams, clients
 * that are strict about framing, a server around a bridge, and a check for leaked buffers.
 */
@NullMarked
package io.busbar.testing;

import org.jspecify.annotations.NullMarked;
