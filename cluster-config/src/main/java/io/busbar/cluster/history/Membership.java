package io.busbar.cluster.history;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import io.busbar.cluster.MinimumMembers;
import io.vertx.core.internal.ContextInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is in the cluster, as this node sees it. Tells what changes on the hub's context, on which it is called, too. */
final class Membership implements MembershipListener, LifecycleListener {

    private static final String NODE_ID = "__vertx.nodeId";

    private final ContextInternal context;
    private final HazelcastClusterManager cluster;
    private final HazelcastInstance hazelcast;
    private @Nullable Listener listener;
    private @Nullable UUID members;
    private @Nullable UUID lifecycle;

    /** Is told what has changed. */
    interface Listener {

        /** A member has come. */
        void came();

        /** A member has left, or was lost; {@code node} is its id, or null if it is no node. */
        void left(@Nullable String node);

        /**
         * This node was apart from others, and is about to join them, who have their own in place of what it holds. Called on
         * a thread of Hazelcast's, which waits.
         */
        void merges();

        /** This node has joined them. */
        void rejoined();
    }

    Membership(ContextInternal context, HazelcastClusterManager cluster) {
        this.context = context;
        this.cluster = cluster;
        this.hazelcast = cluster.getHazelcastInstance();
    }

    /** Begins to tell {@code newListener}; to be called once. */
    void listen(Listener newListener) {
        listener = newListener;
        members = hazelcast.getCluster().addMembershipListener(this);
        lifecycle = hazelcast.getLifecycleService().addLifecycleListener(this);
    }

    /** Returns whether {@code node} is in the cluster. */
    boolean contains(String node) {
        return cluster.getNodes().contains(node);
    }

    /** Returns whether there are as many members as there must be. */
    boolean isSufficient() {
        return MinimumMembers.arePresent(hazelcast);
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        tell(Listener::came);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        String gone = event.getMember().getAttribute(NODE_ID);
        tell(told -> told.left(gone));
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        switch (event.getState()) {
            case MERGING -> listening().merges();
            case MERGED, MERGE_FAILED -> tell(Listener::rejoined);
            default -> {
                // what a node does anyway
            }
        }
    }

    private void tell(Consumer<Listener> what) {
        context.runOnContext(run -> what.accept(listening()));
    }

    private Listener listening() {
        return Objects.requireNonNull(listener, "told before anybody listens");
    }

    /** Tells nothing any more. */
    void close() {
        if (members != null) {
            hazelcast.getCluster().removeMembershipListener(members);
        }
        if (lifecycle != null) {
            hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
        }
    }
}
