package io.busbar.plugins.jsonfields;

import io.busbar.plugin.AddressPattern;
import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin does to a body, step by step in the order of the components; each step sees what the one before left.
 *
 * <p>Fields are named by JSON Pointers (RFC 6901), such as {@code /user/name} and {@code /items/0/price}. Beyond the RFC,
 * a segment {@code *} stands for each element of an array and each field of an object: <code>/items/&#42;/price</code>.
 * So a field whose name is {@code *} can't be named alone. The empty pointer, which means the whole body, is refused. A
 * pointer that leads nowhere is no fault, since bodies differ; {@code -}, the element behind an array's last one, always
 * does.
 *
 * <p>Elements that leave an array close up, so the indexes behind them change for the next step, not within one.
 *
 * @param keep what stays; the objects and arrays on the way to it stay as well, with nothing else in them. Null for all
 * @param drop what goes of that
 * @param rename new names of fields, by the pointers to them: names, not pointers, so a field stays where it is. All
 *     pointers go by the names before the step, so two fields can swap names. A field that is in the way of a new name
 *     and keeps its own is replaced
 * @param mask what is replaced by a text, whatever it is, by its name after {@code rename}
 * @param maskWith the text
 * @param addresses which events this applies to; others are passed on as they are
 * @param other what becomes of a body that can't be read. A list of what may be seen is there to keep the rest in, so
 *     what can't be looked into is dropped unless this says otherwise
 */
@Description("Keeps, drops, renames and masks fields of JSON bodies, in this order. Fields are named by JSON Pointers "
        + "(RFC 6901), in which `*` stands for each element of an array and each field of an object.")
public record JsonFieldsConfig(
        @Description("The fields that stay, alone; all if not given.")
        @Size(min = 1) @Matches(FieldPointer.SYNTAX)
        @Nullable List<String> keep,

        @Description("The fields that go.") @Default("[]") @Matches(FieldPointer.SYNTAX)
        List<String> drop,

        @Description("New names of fields, by the pointers to them. A new name is a name, not a pointer.")
        @Default("{}")
        Map<String, String> rename,

        @Description("The fields whose values are replaced, by their names after `rename`.")
        @Default("[]")
        @Matches(FieldPointer.SYNTAX)
        List<String> mask,

        @Description("What masked values are replaced by.") @Default("***")
        String maskWith,

        @Description("The addresses that this applies to: `*` stands for one segment, a final `**` for the rest.")
        @Default("[\"**\"]")
        @Size(min = 1) List<String> addresses,

        @Description(
                "What becomes of an event whose body is not a JSON object or array, nor text that holds one: `drop`, "
                        + "since what can't be looked into may hold what was to be kept in, or `pass`.")
        @Default("drop")
        OtherBody other) {

    /**
     * Checks what annotations can't, and what an application may have given past them.
     *
     * @throws IllegalArgumentException if something is not a pointer, a name or a pattern, or there is nothing to do, or
     *     two fields of one object would get the same name, or a masked field has another name by then
     */
    public JsonFieldsConfig {
        keep = keep == null ? null : List.copyOf(keep);
        drop = List.copyOf(drop);
        rename = Map.copyOf(rename);
        mask = List.copyOf(mask);
        addresses = List.copyOf(addresses);
        if (keep == null && drop.isEmpty() && rename.isEmpty() && mask.isEmpty()) {
            throw new IllegalArgumentException("nothing to do: give keep, drop, rename or mask");
        }
        if (keep != null) {
            FieldPointer.parseAll(keep);
        }
        FieldPointer.parseAll(drop);
        new RenameCheck(rename).check(FieldPointer.parseAll(mask));
        addresses.forEach(AddressPattern::parse);
    }
}
