package io.busbar.config;

/** Configuration that can't be used. The message names the path and the offending value, for the person who wrote it. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String fault;

    /** Creates one for the key at {@code path}, such as {@code limits.eventBytes}; {@code fault} says what is wrong. */
    public ConfigException(String path, String fault) {
        super(path.isEmpty() ? fault : path + ": " + fault);
        this.path = path;
        this.fault = fault;
    }

    /** Returns the same fault for those who see the configuration from farther above, where it is at {@code prefix}. */
    public ConfigException below(String prefix) {
        String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new ConfigException(prefix + joint + path, fault);
    }
}
