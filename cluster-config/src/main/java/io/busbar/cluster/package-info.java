/**
 * A node's place in a cluster: {@link io.busbar.cluster.ClusterOptions} say how it finds the others,
 * {@link io.busbar.cluster.ClusterNode} joins them. The ready member configurations lie beside these classes, as
 * {@code loopback.xml}, {@code lan.xml} and {@code kubernetes.xml}. All that is Hazelcast's is in this module.
 */
@NullMarked
package io.busbar.cluster;

import org.jspecify.annotations.NullMarked;
