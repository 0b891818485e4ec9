/** What may pass in either direction: the rules of PermittedOptions. Internal. */
@NullMarked
package io.busbar.permission;

import org.jspecify.annotations.NullMarked;
