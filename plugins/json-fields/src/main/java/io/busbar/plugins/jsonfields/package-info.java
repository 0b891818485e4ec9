/**
 * The plugin {@code json-fields}: a list of what subscribers may see of JSON bodies, and what it is called.
 *
 * <p>Start with {@link io.busbar.plugins.jsonfields.JsonFieldsConfig}, which says what it does, then {@code
 * JsonFieldsTransform}, which does it to one event. Each of the four steps is a {@code FieldStep}.
 */
@NullMarked
package io.busbar.plugins.jsonfields;

import org.jspecify.annotations.NullMarked;
