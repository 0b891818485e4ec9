/** Reads options from JSON, strictly: each fault names its path, its value, and the nearest right key. Internal. */
@NullMarked
package io.busbar.config;

import org.jspecify.annotations.NullMarked;
