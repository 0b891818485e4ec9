package io.busbar.hub;

import io.busbar.draft.Draft;
import io.busbar.fanout.Fanout;
import io.busbar.history.EventId;
import io.busbar.history.LastValue;
import io.busbar.history.Log;
import io.busbar.history.LogClosedException;
import io.busbar.intake.FormattedReply;
import io.busbar.intake.PublishKey;
import io.busbar.intake.PublishedEvent;
import io.busbar.metrics.Counters;
import io.busbar.permission.PermissionRules;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.Pipeline;
import io.busbar.pipeline.PluginFailedException;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Event;
import io.busbar.plugins.Inlet;
import io.busbar.plugins.PluginHost;
import io.busbar.plugins.PluginSpec;
import io.busbar.presence.Presence;
import io.busbar.recorder.Recorder;
import io.busbar.window.LastValues;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What bridges of one name share on this node. One at a time, by its strand, is done what is about the log, what follows it,
 * and what records it, if this node does. It belongs to no deployment, since Vert.x would close the bus consumers with that.
 */
public final class Hub {

    /** For so many addresses it is kept who may have their events, listed ones included, however few may be unlisted. */
    private static final int FEWEST_ADDRESSES = 10_000;

    /** So many clients may come back to other nodes at any time. */
    private static final int FEW_PER_SECOND = 100;

    private final VertxInternal vertx;
    private final HubLoops hubLoops;
    private final ContextInternal context;
    private final HubSettings settings;
    private final Log log;
    private final Pipeline pipeline;
    private final PluginHost plugins;
    private final Presence presence;
    private final Promise<Void> pluginsReady = Promise.promise();
    private final Calls calls;
    private final Counters counters = new Counters();
    private final Admission admission;
    private final RuleCache rules;
    private volatile @Nullable Fanout fanout;
    private volatile @Nullable Recorder recorder;

    // owned by the hub's context
    private Future<Void> ended = Future.succeededFuture();

    /**
     * Creates a hub that consumes nothing yet.
     *
     * @param log makes the log, for the hub's context
     */
    public Hub(
            VertxInternal vertx,
            HubLoops hubLoops,
            HubSettings settings,
            PermissionRules outbound,
            Function<ContextInternal, Log> log) {
        this.vertx = vertx;
        this.hubLoops = hubLoops;
        EventLoop eventLoop = hubLoops.take();
        Strand strand = new Strand(eventLoop);
        this.context = strand.newContext(vertx);
        this.settings = settings;
        try {
            this.log = log.apply(context);
        } catch (RuntimeException e) {
            hubLoops.giveBack(eventLoop);
            throw e;
        }
        this.pipeline = new Pipeline(context, counters, settings.formatted());
        this.calls = new Calls(context, strand, pipeline::isTransparent, pluginsReady.future());
        this.admission = new Admission(settings.connectionLimit(), settings.connectionsPerIpLimit());
        this.rules = new RuleCache(
                outbound, Math.max(FEWEST_ADDRESSES, settings.fanout().addressLimit()));
        this.presence = new Presence(context, settings.presence(), this::subscribersHere);
        this.plugins = new PluginHost(
                settings.name(), context, pipeline, new ForPlugins(), !this.log.isShared(), this::quiesce);
    }

    /**
     * Starts the plugins, and then to follow the log, and to record it if this node is to; completes when the listed sources
     * are recorded. Events that come before the plugins work wait for them.
     */
    public Future<Void> start(List<PluginSpec> wanted) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(run -> plugins.use(wanted)
                .onFailure(cause -> {
                    pipeline.close();
                    plugins.close();
                })
                .compose(used -> {
                    if (calls.areClosed()) {
                        return Future.<Void>failedFuture(new LogClosedException());
                    }
                    Future<Void> opened = log.open(new ThisNode());
                    Future<Void> present = presence.start();
                    pluginsReady.complete();
                    return Future.all(opened, present).<Void>mapEmpty();
                })
                .onFailure(pluginsReady::tryFail)
                .onComplete(promise));
        return promise.future();
    }

    /** What the log has this node do. */
    private final class ThisNode implements Log.Node {

        @Override
        public void unfollow() {
            Fanout old = fanout;
            if (old != null) {
                fanout = null;
                ended = Future.join(ended, old.end(CloseReason.DETACHED)).mapEmpty();
            }
        }

        @Override
        public Log.Tail follow(String epoch, long end) {
            unfollow();
            Fanout next = new Fanout(
                    context,
                    settings.fanout(),
                    settings.recorder().sources(),
                    rules,
                    pipeline,
                    log,
                    epoch,
                    end,
                    counters,
                    (key, wanted) -> presence.changed(key.text(), wanted));
            fanout = next;
            return next;
        }

        @Override
        public List<LastValue> lastValues(long after, long before, long bytes) {
            LastValues values = following().lastValues();
            return values == null ? List.of() : values.between(after, before, bytes);
        }

        @Override
        public Log.Recording record(Log.Appender appender) {
            Fanout following = following();
            Recorder next = new Recorder(
                    vertx,
                    context,
                    settings.recorder(),
                    pipeline,
                    rules,
                    (address, seenByPatterns) ->
                            settings.fanout().history() || following.isWanted(address, seenByPatterns),
                    following.keys(),
                    appender,
                    plugins,
                    counters);
            recorder = next;
            return next;
        }
    }

    private Fanout following() {
        Fanout now = fanout;
        if (now == null) {
            throw new IllegalStateException("no log is followed");
        }
        return now;
    }

    /**
     * Completes, on any thread, with what streams read; fails if the plugins can't be started, and with a
     * {@link LogClosedException} if no log is followed now. Any thread.
     */
    public Future<Fanout> fanout() {
        return pluginsReady.future().compose(ready -> {
            Fanout now = fanout;
            return now == null ? Future.failedFuture(new LogClosedException()) : Future.succeededFuture(now);
        });
    }

    /** Returns what streams read; null as long as no log is followed. Any thread. */
    public @Nullable Fanout fanoutNow() {
        return fanout;
    }

    /** Returns the log. */
    public Log log() {
        return log;
    }

    /** Returns who has the plugins. */
    public PluginHost plugins() {
        return plugins;
    }

    /** Returns what plugins decide. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Completes when no event loop is within a call to a plugin that began before. */
    private Future<Void> quiesce() {
        Fanout now = fanout;
        List<Future<Void>> passed = new ArrayList<>();
        if (now != null) {
            for (EventLoop eventLoop : now.eventLoops()) {
                Promise<Void> promise = context.promise();
                eventLoop.execute(promise::complete);
                passed.add(promise.future());
            }
        }
        return Future.join(passed).mapEmpty();
    }

    /** Returns the counters. */
    public Counters counters() {
        return counters;
    }

    /** Returns who counts streams against the limits. */
    public Admission admission() {
        return admission;
    }

    /** Completes, on the caller's context, with how many streams of the cluster have subscribed to {@code address}. */
    public Future<Integer> subscribers(String address) {
        return calls.call(() -> presence.subscribers(address));
    }

    private Future<Integer> subscribersHere(String address) {
        Fanout now = fanout;
        if (now == null) {
            return Future.succeededFuture(0);
        }
        Promise<Integer> promise = context.promise();
        now.subscribers(address).onComplete(promise);
        return promise.future();
    }

    /** Returns how many bus consumers there are. */
    public int busConsumers() {
        Recorder now = recorder;
        return now == null ? 0 : now.busConsumers();
    }

    /** Makes of {@code event} what is published of it; takes the longer the larger it is. Any thread. */
    public Submission prepare(Event event, @Nullable PublishKey key) {
        return new Submission(draftOf(event), key == null ? null : key.digest(event));
    }

    /** Returns it with its frame, if it is likely that this node records the event, and as it is. */
    private Draft draftOf(Event event) {
        Recorder now = recorder;
        return now != null && !now.isStopped() && pipeline.isTransparent()
                ? Draft.encoded(event, settings.recorder().eventBytes())
                : Draft.of(event);
    }

    /**
     * Records an event, and then puts it on the bus, once if there is a key. Any thread.
     *
     * @return completes on the caller's context, with the event's id, or with null if it was not recorded
     */
    public Future<@Nullable String> publish(Submission submission) {
        return calls.callStartedNow(
                () -> log.publish(submission.draft(), submission.key()).map(this::textOf));
    }

    /**
     * Makes of {@code reply}, which is for one client alone, what the bridge's format makes of events, with the address's
     * rules. Any thread.
     *
     * @return completes on the caller's context, with the frames, without ids; empty if nothing came of it. Fails with a
     *     {@link PluginFailedException} if that can't be done, which the plugin's counters and the log tell, and with an {@link
     *     OverloadedException} if not now
     */
    public Future<Buffer> format(Event reply) {
        return calls.callStarted(() -> {
            FormattedReply passage = new FormattedReply(settings.recorder().eventBytes());
            pipeline.format(reply, passage);
            return passage.frames();
        });
    }

    private @Nullable String textOf(@Nullable EventId id) {
        return id == null || !settings.fanout().history() ? null : id.toString();
    }

    /** The ways in for plugins. */
    private final class ForPlugins implements Inlet {

        @Override
        public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
            try {
                return Hub.this.publish(prepare(PublishedEvent.of(address, body, headers), null));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        @Override
        public Future<Void> feed(Event event) {
            return calls.callStarted(() -> log.feed(event));
        }
    }

    // ---- the end ----

    /** Lets another node record, if nodes share the log; this one goes on following it. Any thread. */
    public Future<Void> handOver() {
        return calls.call(log::handOver);
    }

    /**
     * Closes the streams that were opened through {@code instance}, evenly over {@code time}, or faster if they are few:
     * no more is gained by less than {@value #FEW_PER_SECOND} in a second. Completes when that is done on all loops.
     */
    public Future<Void> closeStreams(Object instance, Duration time) {
        Fanout now = fanout;
        Duration enough = Duration.ofSeconds(admission.count()).dividedBy(FEW_PER_SECOND);
        Duration shorter = time.compareTo(enough) < 0 ? time : enough;
        return now == null ? Future.succeededFuture() : now.closeStreams(instance, shorter.toNanos());
    }

    /** Gives up the log, the bus consumers and the window. All streams must be closed. */
    public Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        // What was asked before is done.
        calls.close(() -> {
            pipeline.close();
            log.close()
                    .eventually(() -> ended)
                    .eventually(presence::close)
                    .eventually(plugins::close)
                    .onComplete(done -> {
                        Fanout now = fanout;
                        if (now != null) {
                            now.release();
                        }
                        hubLoops.giveBack(context.nettyEventLoop());
                        promise.complete();
                    });
        });
        return promise.future();
    }
}
