package io.busbar;

import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.deployment.Deployment;
import io.vertx.core.internal.deployment.DeploymentContext;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Releases a bridge with what built it: a verticle's deployment, or else Vert.x.
 *
 * <p>To a deployment it is a child. Children are undeployed before the verticle is stopped and its servers are closed, so
 * that streams can be ended with words; a close hook might come too late for that. A verticle deployed for the purpose
 * would do the same, but take an event loop out of the round in which Vert.x deals them to verticles.
 */
final class Lifetime implements DeploymentContext {

    private final String id = UUID.randomUUID().toString();
    private final Supplier<Future<Void>> release;
    private final VertxInternal vertx;
    private final @Nullable DeploymentContext parent;
    private final Closeable closeHook;

    private Lifetime(VertxInternal vertx, @Nullable DeploymentContext parent, Supplier<Future<Void>> release) {
        this.vertx = vertx;
        this.parent = parent;
        this.release = release;
        this.closeHook = completion -> release.get().onComplete(completion);
    }

    /** Ties {@code release}, which may be called several times, to whatever calls this. */
    static Lifetime begin(VertxInternal vertx, Supplier<Future<Void>> release) {
        ContextInternal context = vertx.getContext();
        Lifetime lifetime = new Lifetime(vertx, context == null ? null : context.deployment(), release);
        if (lifetime.parent == null) {
            vertx.closeFuture().add(lifetime.closeHook);
        } else if (!lifetime.parent.addChild(lifetime)) {
            // Undeployed while it was still starting.
            Future<Void> unused = release.get();
        }
        return lifetime;
    }

    /** Unties it: it has been released otherwise. */
    void end() {
        if (parent == null) {
            vertx.closeFuture().remove(closeHook);
        } else {
            parent.removeChild(this);
        }
    }

    @Override
    public Future<Void> undeploy(ContextInternal undeployingContext) {
        return release.get();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean isChild() {
        return true;
    }

    @Override
    public boolean addChild(DeploymentContext deployment) {
        return false;
    }

    @Override
    public boolean removeChild(DeploymentContext deployment) {
        return false;
    }

    @Override
    public Deployment deployment() {
        throw new UnsupportedOperationException("A bridge is no verticle");
    }
}
