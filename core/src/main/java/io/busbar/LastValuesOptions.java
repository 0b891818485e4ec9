package io.busbar;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.busbar.config.ByteSize;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * How much a bridge keeps of the newest event of each address, for {@code from=last}. Beyond a bound, the address that got
 * no event for the longest time is forgotten.
 */
@DataObject
public class LastValuesOptions {

    /** Default number of addresses: {@value}. */
    public static final int DEFAULT_ADDRESSES = 100_000;

    /** Default size of what is kept beside the history: {@value} bytes. */
    public static final long DEFAULT_BYTES = 67_108_864;

    private int addresses = DEFAULT_ADDRESSES;
    private long bytes = DEFAULT_BYTES;

    /** Creates the default options. */
    public LastValuesOptions() {}

    /** Copies {@code other}. */
    public LastValuesOptions(LastValuesOptions other) {
        addresses = other.addresses;
        bytes = other.bytes;
    }

    /**
     * Reads {@code json}. Sizes may be numbers of bytes, or text such as {@code 64MiB}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public LastValuesOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns of how many addresses the newest event is kept. */
    public int getAddresses() {
        return addresses;
    }

    /** Sets of how many addresses the newest event is kept. */
    public LastValuesOptions setAddresses(int addresses) {
        this.addresses = addresses;
        return this;
    }

    /** Returns the bound in bytes of newest events that have left the history. */
    public long getBytes() {
        return bytes;
    }

    /** Sets the bound in bytes of newest events that have left the history, with what pending writes pin of them. */
    @JsonDeserialize(using = ByteSize.class)
    public LastValuesOptions setBytes(long bytes) {
        this.bytes = bytes;
        return this;
    }
}
