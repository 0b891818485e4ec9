package io.busbar.cluster.history;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Finds a key of a map whose place is on another member, in order to ask that one something. Stateless. */
final class KeyElsewhere {

    private KeyElsewhere() {}

    /** Returns a negative key that another member owns; null if this is the only one that owns any. */
    static @Nullable Long find(HazelcastInstance hazelcast) {
        PartitionService partitions = hazelcast.getPartitionService();
        Member self = hazelcast.getCluster().getLocalMember();
        boolean isAlone = partitions.getPartitions().stream()
                .allMatch(each -> each.getOwner() == null || each.getOwner().equals(self));
        while (!isAlone) {
            long key = -ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
            Member owner = partitions.getPartition(key).getOwner();
            if (owner != null && !owner.equals(self)) {
                return key;
            }
            isAlone = hazelcast.getCluster().getMembers().size() == 1;
        }
        return null;
    }
}
