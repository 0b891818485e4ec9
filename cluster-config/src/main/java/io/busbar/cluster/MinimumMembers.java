package io.busbar.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;

/** How many members a node must see, itself included, and how many it does. Thread-safe; never blocks. */
public final class MinimumMembers {

    private static final String KEY = "busbar.minimumMembers";

    private MinimumMembers() {}

    /** Notes, for a member that is to be started with {@code config}, how many there must be. */
    static void require(int members, Config config) {
        config.getUserContext().put(KEY, members);
    }

    /** Returns how many members that hold data, Busbar nodes or not, {@code hazelcast} sees; 0 after its end. */
    public static int present(HazelcastInstance hazelcast) {
        try {
            return Math.toIntExact(hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.isLiteMember())
                    .count());
        } catch (HazelcastInstanceNotActiveException e) {
            return 0;
        }
    }

    /** Returns whether {@code hazelcast} sees as many as there must be; one, itself, if nobody asked for more. */
    public static boolean arePresent(HazelcastInstance hazelcast) {
        int required = (Integer) hazelcast.getUserContext().getOrDefault(KEY, 1);
        return present(hazelcast) >= required;
    }
}
