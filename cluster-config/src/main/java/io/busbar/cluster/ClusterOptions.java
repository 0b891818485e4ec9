package io.busbar.cluster;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a node finds the others of its cluster, and how many there have to be. */
@DataObject
public class ClusterOptions {

    /** The default configuration: {@value}, for nodes on one machine. */
    public static final String DEFAULT_CONFIG = "loopback";

    /** The name of a cluster that the ready configurations have: {@value}. It is refused beyond loopback. */
    public static final String DEFAULT_NAME = "busbar";

    /** The default number of members: 1, so that a node is content with itself. */
    public static final int DEFAULT_MINIMUM_MEMBERS = 1;

    private String config = DEFAULT_CONFIG;
    private @Nullable String name;
    private List<String> members = List.of();
    private @Nullable Integer port;
    private int minimumMembers = DEFAULT_MINIMUM_MEMBERS;
    private BusLinkOptions eventBus = new BusLinkOptions();

    /** Creates the default options: a cluster of this machine's nodes. */
    public ClusterOptions() {}

    /** Copies {@code other}. */
    public ClusterOptions(ClusterOptions other) {
        config = other.config;
        name = other.name;
        members = other.members;
        port = other.port;
        minimumMembers = other.minimumMembers;
        eventBus = new BusLinkOptions(other.eventBus);
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public ClusterOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns which configuration Hazelcast has. */
    public String getConfig() {
        return config;
    }

    /**
     * Sets which configuration Hazelcast has: {@code loopback}, {@code lan}, {@code kubernetes}, or the path of a
     * Hazelcast configuration of your own, whose name ends with {@code .xml}, {@code .yaml} or {@code .yml}.
     */
    public ClusterOptions setConfig(String config) {
        this.config = config;
        return this;
    }

    /** Returns the cluster's name, or null for the configuration's. */
    public @Nullable String getName() {
        return name;
    }

    /**
     * Sets the cluster's name; null is the configuration's. Nodes of one name that can reach each other are one cluster.
     * It is no password: it crosses the network in clear text.
     */
    public ClusterOptions setName(@Nullable String name) {
        this.name = name;
        return this;
    }

    /** Returns where other nodes are looked for; empty for what the configuration says. */
    public List<String> getMembers() {
        return members;
    }

    /**
     * Sets where other nodes are looked for: addresses, or names, each with {@code :port} if it is not this node's own
     * {@code port}. Some suffice, since whoever is found knows the rest; only what has a TCP/IP member list takes them.
     */
    public ClusterOptions setMembers(List<String> members) {
        this.members = List.copyOf(members);
        return this;
    }

    /** Returns the port for other nodes' Hazelcast, or null for the configuration's. */
    public @Nullable Integer getPort() {
        return port;
    }

    /** Sets the port for other nodes' Hazelcast; null is the configuration's, which is 5701 in the ready ones. */
    public ClusterOptions setPort(@Nullable Integer port) {
        this.port = port;
        return this;
    }

    /** Returns with how many members the cluster is large enough for this node to take traffic. */
    public int getMinimumMembers() {
        return minimumMembers;
    }

    /**
     * Sets with how many members, this one and those that are no Busbar nodes included, the cluster is large enough for
     * this node to take traffic. More than half of all members means that of two parts that have lost each other at most
     * one goes on.
     */
    public ClusterOptions setMinimumMembers(int minimumMembers) {
        this.minimumMembers = minimumMembers;
        return this;
    }

    /** Returns how the event bus connects this node with the others. */
    public BusLinkOptions getEventBus() {
        return eventBus;
    }

    /** Sets how the event bus connects this node with the others. */
    public ClusterOptions setEventBus(BusLinkOptions eventBus) {
        this.eventBus = eventBus;
        return this;
    }

    /**
     * Checks these options, but not what a configuration file holds, which {@link ClusterNode#of} does.
     *
     * @throws ConfigException naming the first fault's path and value
     */
    public void validate() {
        ClusterCheck.check(this);
    }
}
