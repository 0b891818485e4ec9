/** Events with their frames, on their way to where they are recorded. Internal. */
@NullMarked
package io.busbar.draft;

import org.jspecify.annotations.NullMarked;
