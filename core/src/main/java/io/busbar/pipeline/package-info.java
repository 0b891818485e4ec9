/**
 * What plugins do to events and streams: the chain of their functions, and what contains their failures. Internal.
 */
@NullMarked
package io.busbar.pipeline;

import org.jspecify.annotations.NullMarked;
