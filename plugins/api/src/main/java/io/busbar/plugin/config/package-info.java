/**
 * Constraints for the record that a plugin's configuration is bound to.
 *
 * <pre>{@code
 * public record MaskConfig(
 *         @Description("What is masked.") @Size(min = 1) List<String> fields,
 *         @Description("By what.") @Default("***") String mask,
 *         @Description("How long to wait.") @Default("2s") Duration timeout) {}
 * }</pre>
 *
 * <p>Components are of these types: {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double} and their
 * boxes, {@code Duration} (text such as {@code 5s}), an enum (its constants in lower case, with hyphens), {@code
 * JsonObject}, another record (but none that contains itself), and a {@code List} or a {@code Map<String, …>} of these. A
 * component that has neither a {@link io.busbar.plugin.config.Default} nor JSpecify's {@code Nullable} must be given; null
 * may be given only where it is {@code Nullable}, which an element of a list or map may be too. No type is taken for
 * another: neither {@code "5"} nor {@code 5.0} is a whole number. Lists and maps are unmodifiable.
 *
 * <p>{@link io.busbar.plugin.config.Range} is for numbers, {@link io.busbar.plugin.config.Size} for texts, lists and maps,
 * {@link io.busbar.plugin.config.Matches} for texts and lists of texts. A constraint elsewhere, or a default that does not
 * satisfy it, is the author's fault and found when the plugin is loaded.
 *
 * <p>The record's own constructor may check more: an {@code IllegalArgumentException} refuses the configuration with its
 * message.
 *
 * <p>From it come the validation at the start, with the path of the fault and the nearest right key, the JSON Schema that
 * {@code busbar schema} prints, and the table in the documentation.
 */
@NullMarked
package io.busbar.plugin.config;

import org.jspecify.annotations.NullMarked;
