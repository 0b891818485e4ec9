package io.busbar;

import io.busbar.config.ConfigMapper;
import io.busbar.plugin.Event;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A bus address that a bridge consumes as long as it lives, whether anyone subscribes or not. */
@DataObject
public class SourceOptions {

    private String address = "";
    private @Nullable String addressHeader;
    private @Nullable String addressPattern;

    /** Creates options without an address; set one. */
    public SourceOptions() {}

    /** Copies {@code other}. */
    public SourceOptions(SourceOptions other) {
        address = other.address;
        addressHeader = other.addressHeader;
        addressPattern = other.addressPattern;
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public SourceOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns the bus address to consume. */
    public String getAddress() {
        return address;
    }

    /** Sets the bus address to consume. Its name is the events' address unless {@link #setAddressHeader} is used. */
    public SourceOptions setAddress(String address) {
        this.address = address;
        return this;
    }

    /** Returns the header with the event's address, or null if the source is not multiplexed. */
    public @Nullable String getAddressHeader() {
        return addressHeader;
    }

    /**
     * Makes the source multiplexed: each message names its event's address in this header, so that one bus consumer
     * carries any number of addresses. {@value Event#ADDRESS_HEADER} is customary. Messages without it are dropped.
     */
    public SourceOptions setAddressHeader(@Nullable String addressHeader) {
        this.addressHeader = addressHeader;
        return this;
    }

    /** Returns the pattern of the addresses that a multiplexed source carries, or null for any. */
    public @Nullable String getAddressPattern() {
        return addressPattern;
    }

    /**
     * Says which addresses a multiplexed source carries, such as {@code market.**}. Subscribing to one of them opens no
     * bus consumer for it, and a message that names another is dropped. Without a pattern, subscribing to an address
     * also consumes the bus address of that name.
     */
    public SourceOptions setAddressPattern(@Nullable String addressPattern) {
        this.addressPattern = addressPattern;
        return this;
    }
}
