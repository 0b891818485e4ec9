package io.busbar.plugin;

/** The configuration of a plugin that has none. */
public record NoConfig() {}
