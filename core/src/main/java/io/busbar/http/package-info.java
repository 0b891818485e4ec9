/** From a request to a subscription or a publication: parsing, permissions, refusals. Internal. */
@NullMarked
package io.busbar.http;

import org.jspecify.annotations.NullMarked;
