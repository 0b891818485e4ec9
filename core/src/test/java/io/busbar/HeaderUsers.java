package io.busbar;

import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.UserContextInternal;

/** Stands for any authentication handler: it believes what the client says of itself in two headers. */
final class HeaderUsers {

    private HeaderUsers() {}

    static void authenticate(Router router) {
        router.route().handler(context -> {
            String name = context.request().getHeader("X-User");
            if (name != null) {
                setUser(context, User.fromName(name), context.request().getHeader("X-Authority"));
            }
            context.next();
        });
    }

    private static void setUser(RoutingContext context, User user, String authority) {
        if (authority != null) {
            user.authorizations().put("header", PermissionBasedAuthorization.create(authority));
        }
        ((UserContextInternal) context.userContext()).setUser(user);
    }
}
