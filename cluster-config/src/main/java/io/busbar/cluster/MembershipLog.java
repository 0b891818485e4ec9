package io.busbar.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/** Logs who comes and goes, one line each. */
final class MembershipLog implements MembershipListener, LifecycleListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    private final ClusterNode node;

    MembershipLog(ClusterNode node) {
        this.node = node;
    }

    void started(String address) {
        if (node.minimumMembers() == 1) {
            LOG.warn(
                    "cluster.minimumMembers is not set: if the network between nodes fails, each part goes on by itself, and of shared "
                            + "histories only one part's stays when they are one again; set it to more than half of the members");
        }
        tell("node " + node.id() + " is in cluster \"" + node.clusterName() + "\" at " + address, node.members());
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        tell(event.getMember().getAddress() + " joined", members(event));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        tell(event.getMember().getAddress() + " left, or was lost", members(event));
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        if (event.getState() == LifecycleState.MERGED) {
            LOG.warn("this node was apart from others of its cluster, and has joined them again; members: "
                    + node.members());
        }
    }

    private void tell(String what, int members) {
        int minimum = node.minimumMembers();
        if (members < minimum) {
            LOG.warn(what + "; members: " + members + " of at least " + minimum + ", so this node takes no traffic");
        } else {
            LOG.info(what + "; members: " + members);
        }
    }

    private static int members(MembershipEvent event) {
        return Math.toIntExact(event.getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .count());
    }
}
