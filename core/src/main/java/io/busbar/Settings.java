package io.busbar;

import io.busbar.connection.StreamSettings;
import io.busbar.delivery.DeliverySettings;
import io.busbar.http.HttpSettings;
import io.busbar.hub.HubSettings;
import io.busbar.window.Retention;
import java.time.Duration;

/** What options mean to the parts that they are for, as plain values. */
final class Settings {

    private Settings() {}

    static HttpSettings http(SseBridgeOptions options) {
        return new HttpSettings(
                options.getRetry(),
                options.isPadding(),
                options.isFastPath(),
                options.isEventSourceSafe(),
                hasHistory(options),
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
        return new HubSettings(
                options.getName(),
                records,
                records
                        ? new Retention(
                                history.getBytes(),
                                history.getEvents(),
                                history.getAge().toNanos())
                        : Retention.ofBytes(options.getWindowBytes()),
                history.getLastValues().getAddresses(),
                history.getLastValues().getBytes(),
                limits.getEventBytes(),
                (longer ? history.getAge() : linger).toNanos(),
                limits.getAddresses(),
                limits.getConnections(),
                limits.getConnectionsPerIp(),
                new DeliverySettings(records, options.getCoalesce().toNanos(), streams(options)));
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
                policy == SlowConsumerPolicy.CONFLATE);
    }

    static boolean hasHistory(SseBridgeOptions options) {
        return options.getHistory().getMode() != HistoryMode.OFF;
    }
}
