package io.busbar;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.busbar.config.ByteSize;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** How much a bridge retains of its events, so that clients can resume and slow ones can catch up. */
@DataObject
public class HistoryOptions {

    /** Default number of events: {@value}. */
    public static final int DEFAULT_EVENTS = 10_000;

    /** Default size: {@value} bytes. */
    public static final long DEFAULT_BYTES = 67_108_864;

    /** The default age: 10 minutes. */
    public static final Duration DEFAULT_AGE = Duration.ofMinutes(10);

    /** Default number of copies on other nodes, of a history in the cluster: {@value}. */
    public static final int DEFAULT_BACKUPS = 1;

    private HistoryMode mode = HistoryMode.MEMORY;
    private int events = DEFAULT_EVENTS;
    private long bytes = DEFAULT_BYTES;
    private Duration age = DEFAULT_AGE;
    private int backups = DEFAULT_BACKUPS;
    private LastValuesOptions lastValues = new LastValuesOptions();

    /** Creates the default options. */
    public HistoryOptions() {}

    /** Copies {@code other}. */
    public HistoryOptions(HistoryOptions other) {
        this(other.toJson());
    }

    /**
     * Reads {@code json}. Sizes may be numbers of bytes, or text such as {@code 64MiB}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public HistoryOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns where the history is kept. */
    public HistoryMode getMode() {
        return mode;
    }

    /** Sets where the history is kept; {@link HistoryMode#MEMORY} by default. */
    public HistoryOptions setMode(HistoryMode mode) {
        this.mode = mode;
        return this;
    }

    /** Returns the most events that are retained. */
    public int getEvents() {
        return events;
    }

    /** Sets the most events that are retained. */
    public HistoryOptions setEvents(int events) {
        this.events = events;
        return this;
    }

    /** Returns the bound of the history in bytes. */
    public long getBytes() {
        return bytes;
    }

    /**
     * Sets the bound of the history in bytes: frames, an estimate of what events take on the heap, and what pending writes
     * still pin. At least 1 MiB, and four times the largest event.
     */
    @JsonDeserialize(using = ByteSize.class)
    public HistoryOptions setBytes(long bytes) {
        this.bytes = bytes;
        return this;
    }

    /** Returns how long an event is retained. */
    public Duration getAge() {
        return age;
    }

    /**
     * Sets how long an event is retained, and how long an unlisted address is recorded after its last subscription, if
     * that is longer than {@link SseBridgeOptions#getLinger}.
     */
    public HistoryOptions setAge(Duration age) {
        this.age = age;
        return this;
    }

    /** Returns on how many other nodes there is a copy of each event, of a history in the cluster. */
    public int getBackups() {
        return backups;
    }

    /**
     * Sets on how many other nodes there is a copy of each event, of a history in the cluster: so many nodes can be lost at
     * the same time. 0 to 6; the first bridge of a name in the cluster decides.
     */
    public HistoryOptions setBackups(int backups) {
        this.backups = backups;
        return this;
    }

    /** Returns how much is kept of the newest event of each address. */
    public LastValuesOptions getLastValues() {
        return lastValues;
    }

    /** Sets how much is kept of the newest event of each address. */
    public HistoryOptions setLastValues(LastValuesOptions lastValues) {
        this.lastValues = lastValues;
        return this;
    }
}
