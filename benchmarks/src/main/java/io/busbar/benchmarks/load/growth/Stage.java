package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.Load;
import io.busbar.benchmarks.load.rig.Subjects;
import io.busbar.benchmarks.load.server.BusbarServer;
import io.busbar.benchmarks.load.tool.Settings;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the axes share: the servers that most of them measure, and what they start others with. For one thread. */
final class Stage implements AutoCloseable {

    static final String BUSBAR = "busbar";
    static final String RAW = "raw";

    /** As long as events are where their length is not what grows. */
    static final int BYTES = 200;

    /** What is not said here is as it is by default. */
    static final String YAML = "limits: {addresses: 300000, requestBytes: 2MiB, eventBytes: 2MiB}\n" + Subjects.BUSBAR;

    private static final long SECOND = 1_000;

    private final Load load = new Load();
    private final Settings settings;
    private final Subjects subjects;
    private @Nullable BusbarServer server;
    private @Nullable Contender busbar;
    private @Nullable Contender raw;

    /** Creates what has started no server yet. */
    Stage(Settings settings) throws IOException {
        this.settings = settings;
        subjects = new Subjects(settings.texts("jvm"), "", "");
    }

    /** Returns what was chosen. */
    Settings settings() {
        return settings;
    }

    /** Returns what publishes and reads. */
    Load load() {
        return load;
    }

    /** Returns the Busbar server that is used for all that needs none of its own; warm. */
    Contender busbar() throws Exception {
        if (busbar == null) {
            busbar = warm(new Contender(BUSBAR, busbarServer(), load));
        }
        return busbar;
    }

    /** Returns the server of {@link #busbar}. */
    BusbarServer busbarServer() throws IOException {
        if (server == null) {
            server = subjects.busbar(YAML);
        }
        return server;
    }

    /** Returns the server that does the least; warm. */
    Contender raw() throws Exception {
        if (raw == null) {
            raw = warm(new Contender(RAW, subjects.start(RAW), load));
        }
        return raw;
    }

    /** Starts a Busbar server of the caller's own; warm. */
    Contender fresh(String yaml) throws Exception {
        return warm(cold(BUSBAR, yaml));
    }

    /** Starts a server of the caller's own, which has done nothing yet. */
    Contender cold(String name, String yaml) throws IOException, InterruptedException {
        return new Contender(name, name.equals(BUSBAR) ? subjects.busbar(yaml) : subjects.start(name), load);
    }

    private Contender warm(Contender contender) throws Exception {
        try {
            contender.warmUp(settings.number("warm") * SECOND);
            return contender;
        } catch (Exception e) {
            contender.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Contender contender : Arrays.asList(busbar, raw)) {
            if (contender != null) {
                contender.close();
            }
        }
        load.close();
        subjects.close();
    }
}
