package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server of this module, in a JVM of its own. It prints {@code ready} and its port. */
public final class BaselineServer implements Subject {

    private static final String READY = "ready ";

    private final ChildProcess process;
    private final int port;

    private BaselineServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one, and waits until it is ready.
     *
     * @param errors where its stderr goes
     * @param options for the JVM
     */
    public static BaselineServer start(Path errors, List<String> options, Class<?> main) throws IOException {
        ChildProcess process = ChildProcess.start(errors, Map.of(), JavaCommand.of(options, main.getName(), List.of()));
        try {
            return new BaselineServer(
                    process, Integer.parseInt(process.line(READY).substring(READY.length())));
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public void close() {
        process.close();
    }
}
