package io.busbar.permission;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.Authorization;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.bridge.PermittedOptions;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The permitted rules of one direction. An exchange is permitted if at least one rule fits the address and the body,
 * and the user has the authority that the rule asks for. Without rules nothing is permitted.
 *
 * <p>Answers are sets of rule numbers, so that what depends on the event and what depends on the user are each found
 * out once: an event may go to a user if their sets intersect. Immutable, thread-safe.
 */
public final class PermissionRules {

    /** Of addresses on which nodes talk to each other, which are nobody else's, whatever the rules say. */
    private static final String INTERNAL = "__busbar.";

    private final List<Rule> rules;

    /** Compiles {@code permitted}, whose regular expressions are known to be right. */
    public PermissionRules(List<PermittedOptions> permitted) {
        rules = permitted.stream().map(Rule::of).toList();
    }

    /** Returns the rules that permit some body on {@code address}, to someone. */
    public BitSet forAddress(String address) {
        BitSet fitting = new BitSet(rules.size());
        for (int i = 0; i < rules.size() && !address.startsWith(INTERNAL); i++) {
            fitting.set(i, rules.get(i).fits(address));
        }
        return fitting;
    }

    /** Returns those of {@code candidates} that permit {@code body}; the same set if none of them looks at it. */
    public BitSet forBody(BitSet candidates, @Nullable Object body) {
        BitSet refused = null;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            JsonObject match = rules.get(i).match;
            if (match != null && !contains(body, match)) {
                refused = refused == null ? new BitSet(rules.size()) : refused;
                refused.set(i);
            }
        }
        if (refused == null) {
            return candidates;
        }
        BitSet fitting = (BitSet) candidates.clone();
        fitting.andNot(refused);
        return fitting;
    }

    /** Returns the rules that apply to {@code user}; null is an anonymous one. */
    public BitSet forUser(@Nullable User user) {
        BitSet applying = new BitSet(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            Authorization authority = rules.get(i).authority;
            applying.set(i, authority == null || (user != null && authority.match(user)));
        }
        return applying;
    }

    /** Returns whether any rule asks for an authority. */
    public boolean needAuthorities() {
        return rules.stream().anyMatch(rule -> rule.authority != null);
    }

    /** Returns whether {@code body} is an object that has all that {@code match} has, however deep. */
    private static boolean contains(@Nullable Object body, JsonObject match) {
        if (!(body instanceof JsonObject object)) {
            return false;
        }
        for (String name : match.fieldNames()) {
            Object wanted = match.getValue(name);
            Object there = object.getValue(name);
            boolean fits = wanted instanceof JsonObject nested
                    ? contains(there, nested)
                    : object.containsKey(name) && isSame(wanted, there);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Compares as JSON does, where 1 is 1 whatever its Java type. */
    private static boolean isSame(@Nullable Object wanted, @Nullable Object there) {
        return new JsonObject().put("value", wanted).equals(new JsonObject().put("value", there));
    }

    private record Rule(
            @Nullable String address,
            @Nullable Pattern regex,
            @Nullable JsonObject match,
            @Nullable Authorization authority) {

        static Rule of(PermittedOptions options) {
            String regex = options.getAddressRegex();
            String authority = options.getRequiredAuthority();
            return new Rule(
                    options.getAddress(),
                    regex == null ? null : Pattern.compile(regex),
                    options.getMatch(),
                    authority == null ? null : PermissionBasedAuthorization.create(authority));
        }

        boolean fits(String name) {
            if (address != null) {
                return address.equals(name);
            }
            return regex == null || regex.matcher(name).matches();
        }
    }
}
