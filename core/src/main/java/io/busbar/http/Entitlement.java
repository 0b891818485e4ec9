package io.busbar.http;

import io.busbar.permission.PermissionRules;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds out which rules apply to a request's user, asking for the user's authorities where a rule needs them. */
public final class Entitlement {

    private final PermissionRules rules;
    private final @Nullable AuthorizationProvider provider;

    /** The same for all anonymous users, of whom there may be very many. */
    private final BitSet ofAnonymous;

    /** Creates one for the rules of one direction; without a provider users have what their authentication gave them. */
    public Entitlement(PermissionRules rules, @Nullable AuthorizationProvider provider) {
        this.rules = rules;
        this.provider = provider;
        this.ofAnonymous = rules.forUser(null);
    }

    /** Returns the rules. */
    PermissionRules rules() {
        return rules;
    }

    /** Returns the rules that apply to {@code user}; fails with a {@link Problem} 503 if the provider does. */
    Future<BitSet> of(@Nullable User user) {
        if (user == null) {
            return Future.succeededFuture(ofAnonymous);
        }
        if (provider == null || !rules.needAuthorities()) {
            return Future.succeededFuture(rules.forUser(user));
        }
        return provider.getAuthorizations(user)
                .map(loaded -> rules.forUser(user))
                .recover(cause -> Future.failedFuture(Problem.of(503, "authorities can't be looked up now")));
    }
}
