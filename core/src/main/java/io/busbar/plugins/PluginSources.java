package io.busbar.plugins;

import io.vertx.core.Future;

/** The event sources of a bridge's plugins. The bridge's context only. */
public interface PluginSources {

    /** Lets those begin of which one node of a cluster has one: this one. Those that work go on. */
    void begin();

    /** Ends them; completes, and never fails, when that is done. */
    Future<Void> end();
}
