package io.busbar;

import static java.util.Objects.requireNonNull;

import io.busbar.address.AddressPattern;
import io.busbar.config.ConfigException;
import io.busbar.config.Durations;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks options as a whole before a bridge is built from them. */
final class OptionsCheck {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_COALESCE = Duration.ofMillis(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final long SMALLEST_WINDOW = 1L << 20;
    private static final long LARGEST_WINDOW = 1L << 40;
    private static final int MOST_IN_FLIGHT = 1_000_000;
    private static final int MOST_EVENTS = 100_000_000;
    private static final int MOST_BACKUPS = 6;

    private OptionsCheck() {}

    static void check(SseBridgeOptions options) {
        require(
                NAME.matcher(requireNonNull(options.getName(), "name")).matches(),
                "name",
                "must be 1 to 64 of A-Z a-z 0-9 . _ -: \"" + options.getName() + "\"");
        checkSources(options.getSources());
        checkPermitted("outboundPermitted", options.getOutboundPermitted());
        checkPermitted("inboundPermitted", options.getInboundPermitted());
        atLeast("heartbeat", options.getHeartbeat(), Duration.ZERO);
        atLeast("retry", options.getRetry(), Duration.ofMillis(1));
        atLeast("coalesce", options.getCoalesce(), Duration.ZERO);
        require(
                options.getCoalesce().compareTo(LONGEST_COALESCE) <= 0,
                "coalesce",
                "must be at most 10ms: " + Durations.format(options.getCoalesce()));
        atLeast("linger", options.getLinger(), Duration.ZERO);
        checkSubscriberEvents(options.getSubscriberEvents());
        atLeast("publishTimeout", options.getPublishTimeout(), Duration.ofMillis(1));
        atLeast("requestTimeout", options.getRequestTimeout(), Duration.ofMillis(1));
        checkSlowConsumer(options.getSlowConsumer(), options.getHistory().getMode());
        checkPlugins(options.getPlugins());
        require(!options.getFormat().isEmpty(), "format", "must not be empty");
        LimitOptions limits = options.getLimits();
        positive("limits.connections", limits.getConnections());
        positive("limits.connectionsPerIp", limits.getConnectionsPerIp());
        positive("limits.addressesPerConnection", limits.getAddressesPerConnection());
        positive("limits.addresses", limits.getAddresses());
        positive("limits.requestBytes", limits.getRequestBytes());
        positive("limits.eventBytes", limits.getEventBytes());
        require(
                limits.getRequestBytes() <= 1 << 30,
                "limits.requestBytes",
                "must be at most 1GiB: " + limits.getRequestBytes());
        require(
                limits.getRequestLineBytes() >= 1 << 10 && limits.getRequestLineBytes() <= 1 << 24,
                "limits.requestLineBytes",
                "must be 1KiB to 16MiB: " + limits.getRequestLineBytes());
        require(
                limits.getEventBytes() <= 1 << 28,
                "limits.eventBytes",
                "must be at most 256MiB: " + limits.getEventBytes());
        if (options.getHistory().getMode() == HistoryMode.OFF) {
            checkWindow("windowBytes", options.getWindowBytes(), limits);
        } else {
            checkHistory(options.getHistory(), limits);
        }
    }

    static void checkPlugins(List<PluginOptions> plugins) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < plugins.size(); i++) {
            PluginOptions plugin = plugins.get(i);
            String path = "plugins[" + i + "]";
            require(!plugin.getName().isEmpty(), path + ".name", "is missing");
            require(names.add(plugin.getName()), path + ".name", "is listed twice: \"" + plugin.getName() + "\"");
            atLeast(path + ".timeout", plugin.getTimeout(), Duration.ofMillis(1));
            require(
                    plugin.getMaxInFlight() > 0 && plugin.getMaxInFlight() <= MOST_IN_FLIGHT,
                    path + ".maxInFlight",
                    "must be 1 to " + MOST_IN_FLIGHT + ": " + plugin.getMaxInFlight());
            require(
                    plugin.getBreaker().getFailures() >= 0,
                    path + ".breaker.failures",
                    "must be at least 0: " + plugin.getBreaker().getFailures());
            atLeast(path + ".breaker.retry", plugin.getBreaker().getRetry(), Duration.ofMillis(1));
            require(
                    plugin.getDeadLetters() == null || !plugin.getDeadLetters().isEmpty(),
                    path + ".deadLetters",
                    "must not be empty");
        }
    }

    private static void checkSlowConsumer(SlowConsumerOptions options, HistoryMode mode) {
        require(
                options.getPolicy() != SlowConsumerPolicy.REPLAY || mode != HistoryMode.OFF,
                "slowConsumer.policy",
                "replay needs a history, and history.mode is off");
        atLeast("slowConsumer.lag", options.getLag(), Duration.ofMillis(100));
        atLeast("slowConsumer.stall", options.getStall(), Duration.ofMillis(100));
    }

    private static void checkSubscriberEvents(SubscriberEventsOptions events) {
        String address = events.getAddress();
        require(
                address == null || (!address.isBlank() && !AddressPattern.isPattern(address)),
                "subscriberEvents.address",
                "must be an address without a wildcard: \"" + address + "\"");
        atLeast("subscriberEvents.delay", events.getDelay(), Duration.ZERO);
    }

    private static void checkHistory(HistoryOptions history, LimitOptions limits) {
        require(
                history.getEvents() > 0 && history.getEvents() <= MOST_EVENTS,
                "history.events",
                "must be 1 to " + MOST_EVENTS + ": " + history.getEvents());
        checkWindow("history.bytes", history.getBytes(), limits);
        atLeast("history.age", history.getAge(), Duration.ofMillis(100));
        require(
                history.getBackups() >= 0 && history.getBackups() <= MOST_BACKUPS,
                "history.backups",
                "must be 0 to " + MOST_BACKUPS + ": " + history.getBackups());
        positive("history.lastValues.addresses", history.getLastValues().getAddresses());
        checkWindow("history.lastValues.bytes", history.getLastValues().getBytes(), limits);
    }

    private static void checkWindow(String path, long bytes, LimitOptions limits) {
        long least = Math.max(SMALLEST_WINDOW, 4 * limits.getEventBytes());
        require(
                bytes >= least && bytes <= LARGEST_WINDOW,
                path,
                "must be at least 1MiB, and four times limits.eventBytes, which is " + least + ": " + bytes);
    }

    private static void checkSources(List<SourceOptions> sources) {
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            SourceOptions source = sources.get(i);
            String path = "sources[" + i + "]";
            require(!source.getAddress().isEmpty(), path + ".address", "must not be empty");
            require(
                    addresses.add(source.getAddress()),
                    path + ".address",
                    "is listed twice: \"" + source.getAddress() + "\"");
            String pattern = source.getAddressPattern();
            if (pattern != null) {
                require(
                        source.getAddressHeader() != null,
                        path + ".addressPattern",
                        "needs an addressHeader: \"" + pattern + "\"");
                try {
                    AddressPattern.parse(pattern);
                } catch (IllegalArgumentException e) {
                    throw new ConfigException(path + ".addressPattern", String.valueOf(e.getMessage()));
                }
            }
            require(
                    source.getAddressHeader() == null
                            || !source.getAddressHeader().isBlank(),
                    path + ".addressHeader",
                    "must not be blank");
        }
    }

    private static void checkPermitted(String option, List<PermittedOptions> permitted) {
        for (int i = 0; i < permitted.size(); i++) {
            String regex = permitted.get(i).getAddressRegex();
            if (regex == null) {
                continue;
            }
            String path = option + "[" + i + "].addressRegex";
            require(
                    permitted.get(i).getAddress() == null,
                    path,
                    "can't go together with an address: \"" + regex + "\"");
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new ConfigException(path, "not a regular expression: \"" + regex + "\": " + e.getDescription());
            }
        }
    }

    private static void atLeast(String path, Duration value, Duration least) {
        require(
                value.compareTo(least) >= 0,
                path,
                "must be at least " + Durations.format(least) + ": " + Durations.format(value));
        require(value.compareTo(LONGEST) <= 0, path, "must be at most 365 days: " + value);
        require(value.toNanosPart() % 1_000_000 == 0, path, "must be whole milliseconds: " + value);
    }

    private static void positive(String path, long value) {
        require(value > 0, path, "must be more than 0: " + value);
    }

    private static void require(boolean condition, String path, String fault) {
        if (!condition) {
            throw new ConfigException(path, fault);
        }
    }
}
