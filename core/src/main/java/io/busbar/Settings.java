package io.busbar;

import io.busbar.address.AddressPattern;
import io.busbar.bus.BusSource;
import io.busbar.bus.BusSources;
import io.busbar.connection.StreamSettings;
import io.busbar.delivery.DeliverySettings;
import io.busbar.fanout.FanoutSettings;
import io.busbar.http.HttpSettings;
import io.busbar.hub.HubSettings;
import io.busbar.presence.PresenceSettings;
import io.busbar.recorder.RecorderSettings;
import io.busbar.window.Retention;
import java.time.Duration;

/** What options mean to the parts that they are for, as plain values. */
final class Settings {

    private Settings() {}

    static HttpSettings http(SseBridgeOptions options, boolean ownConnections) {
        return new HttpSettings(
                options.getRetry(),
                options.isPadding(),
                options.isFastPath(),
                ownConnections,
                options.isEventSourceSafe(),
                hasHistory(options),
                isFormatted(options),
                options.isSignals(),
                options.getLimits().getAddressesPerConnection(),
                options.getLimits().getRequestBytes(),
                options.getRequestTimeout());
    }

    static HubSettings hub(SseBridgeOptions options) {
        HistoryOptions history = options.getHistory();
        LimitOptions limits = options.getLimits();
        boolean records = hasHistory(options);
        Duration linger = options.getLinger();
        // An address is recorded as long as what was recorded of it may be asked for.
        boolean longer = records && history.getAge().compareTo(linger) > 0;
        RecorderSettings recorder = new RecorderSettings(
                options.getName(),
                sources(options),
                limits.getEventBytes(),
                (longer ? history.getAge() : linger).toNanos(),
                limits.getAddresses());
        FanoutSettings fanout = new FanoutSettings(
                records,
                records
                        ? new Retention(
                                history.getBytes(),
                                history.getEvents(),
                                history.getAge().toNanos())
                        : Retention.ofBytes(options.getWindowBytes()),
                // Nodes that share a history repeat a publish until its time is over, and clients come again after
                // that.
                history.getMode() == HistoryMode.CLUSTER
                        ? options.getPublishTimeout().multipliedBy(3).toNanos()
                        : 0,
                history.getLastValues().getAddresses(),
                history.getLastValues().getBytes(),
                limits.getAddresses(),
                new DeliverySettings(records, options.getCoalesce().toNanos(), streams(options)));
        SubscriberEventsOptions events = options.getSubscriberEvents();
        PresenceSettings presence = new PresenceSettings(
                options.getName(), events.getAddress(), events.getDelay().toNanos());
        return new HubSettings(
                options.getName(),
                recorder,
                fanout,
                presence,
                isFormatted(options),
                limits.getConnections(),
                limits.getConnectionsPerIp());
    }

    private static BusSources sources(SseBridgeOptions options) {
        return new BusSources(
                options.getSources().stream().map(Settings::source).toList());
    }

    private static BusSource source(SourceOptions options) {
        String pattern = options.getAddressPattern();
        return new BusSource(
                options.getAddress(),
                options.getAddressHeader(),
                pattern == null ? null : AddressPattern.parse(pattern));
    }

    private static StreamSettings streams(SseBridgeOptions options) {
        SlowConsumerOptions slow = options.getSlowConsumer();
        SlowConsumerPolicy policy = slow.getPolicy();
        if (policy == null) {
            policy = hasHistory(options) ? SlowConsumerPolicy.REPLAY : SlowConsumerPolicy.DISCONNECT;
        }
        return new StreamSettings(
                options.getHeartbeat().toNanos(),
                slow.getStall().toNanos(),
                slow.getLag().toNanos(),
                policy == SlowConsumerPolicy.DISCONNECT,
                policy == SlowConsumerPolicy.DROP_OLDEST,
                policy == SlowConsumerPolicy.CONFLATE,
                options.getRetry());
    }

    private static boolean isFormatted(SseBridgeOptions options) {
        return !options.getFormat().equals(SseBridgeOptions.PLAIN_FORMAT);
    }

    static boolean hasHistory(SseBridgeOptions options) {
        return options.getHistory().getMode() != HistoryMode.OFF;
    }
}
