package io.busbar.plugins;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextBuilderImpl;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.deployment.Deployment;
import io.vertx.core.internal.deployment.DeploymentContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A deployment for one plugin, so that Vert.x takes back the timers, consumers, servers, clients and verticles that it
 * makes. Unlike a verticle's it is on a given event loop, the bridge's, so that calling the plugin costs no change of
 * threads.
 */
final class PluginScope implements DeploymentContext, Deployment {

    private final String id = UUID.randomUUID().toString();
    private final String name;
    private final CloseFuture resources = new CloseFuture();
    private final Set<DeploymentContext> children = new HashSet<>();
    private final ContextInternal context;
    private boolean closed;

    PluginScope(String name, VertxInternal vertx, EventLoop eventLoop, ClassLoader loader) {
        this.name = name;
        ContextBuilderImpl builder = (ContextBuilderImpl) vertx.contextBuilder();
        this.context = builder.withDeploymentContext(this)
                .withEventLoop(eventLoop)
                .withCloseFuture(resources)
                .withClassLoader(loader)
                .build();
    }

    /** Returns the context on which the plugin is called. */
    ContextInternal context() {
        return context;
    }

    /** Closes whatever the plugin has made. */
    Future<Void> close() {
        List<DeploymentContext> verticles;
        synchronized (this) {
            closed = true;
            verticles = List.copyOf(children);
            children.clear();
        }
        List<Future<Void>> ends =
                verticles.stream().map(child -> child.undeploy(context)).toList();
        return Future.join(ends).otherwiseEmpty().eventually(context::close).mapEmpty();
    }

    @Override
    public synchronized boolean addChild(DeploymentContext deployment) {
        return !closed && children.add(deployment);
    }

    @Override
    public synchronized boolean removeChild(DeploymentContext deployment) {
        return children.remove(deployment);
    }

    @Override
    public boolean isChild() {
        return false;
    }

    @Override
    public Future<Void> undeploy(ContextInternal undeployingContext) {
        return close();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Deployment deployment() {
        return this;
    }

    @Override
    public Set<Context> contexts() {
        return Set.of(context);
    }

    @Override
    public Set<Deployable> instances() {
        return Set.of();
    }

    @Override
    public DeploymentOptions options() {
        return new DeploymentOptions();
    }

    @Override
    public String identifier() {
        return "busbar-plugin:" + name;
    }

    @Override
    public Future<?> deploy(DeploymentContext deployment) {
        return Future.failedFuture(new UnsupportedOperationException("A plugin is started by its bridge"));
    }

    @Override
    public Future<?> undeploy() {
        return close();
    }

    @Override
    public Future<?> cleanup() {
        return Future.succeededFuture();
    }
}
