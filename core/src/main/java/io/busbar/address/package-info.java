/** Names of addresses, patterns of them, and finding by them. Internal. */
@NullMarked
package io.busbar.address;

import org.jspecify.annotations.NullMarked;
