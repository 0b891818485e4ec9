package io.busbar.server;

import io.busbar.config.ConfigException;
import io.busbar.plugins.PluginException;
import io.busbar.server.config.ConfigSource;
import io.busbar.server.config.ServerConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command line: {@code busbar run}, {@code busbar check} and {@code busbar plugins}. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
@Command(
        name = "busbar",
        description = "Carries the Vert.x event bus to browsers and HTTP clients as Server-Sent Events.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:failed, for example because a port is in use", "2:wrong usage or configuration"})
public final class Main {

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    Main(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs the command that {@code args} name, and ends the process with its exit code. */
    public static void main(String[] args) {
        Logging.configure();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(new Main(System.getenv(), out, err).execute(args));
    }

    /** Runs the command that {@code args} name, and returns its exit code. */
    int execute(String... args) {
        return new CommandLine(this)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure))
                .execute(args);
    }

    @Command(
            name = "run",
            description =
                    "Starts a node. It is ready when it prints \"busbar ready http=PORT management=PORT node=ID\".",
            footer = {
                "",
                "Environment variables such as BUSBAR_HTTP_PORT or BUSBAR_LIMITS_CONNECTIONS_PER_IP override the keys of"
                        + " http, management, cluster, drain, publish and limits; options override both.",
            })
    int run(
            @Option(names = "--config", paramLabel = "FILE", description = "the configuration, YAML or JSON") @Nullable Path file,
            @Option(names = "--port", paramLabel = "N", description = "where clients connect; 0 picks a free port")
                    @Nullable Integer port,
            @Option(
                            names = "--management-port",
                            paramLabel = "N",
                            description = "health and status; 0 picks a free port")
                    @Nullable Integer managementPort,
            @Option(
                            names = "--cluster",
                            description = {
                                "joins a cluster: the one that the configuration says,",
                                "or, without one, of nodes on this machine"
                            })
                    boolean cluster,
            @Option(
                            names = "--plugins",
                            paramLabel = "DIR",
                            description = "where plugins are: jars, and folders of jars")
                    @Nullable String plugins)
            throws InterruptedException {
        ConfigSource source = new ConfigSource(file)
                .override(environment, warning -> err.println("busbar: warning: " + warning))
                .override("--port", "http", "port", port)
                .override("--management-port", "management", "port", managementPort)
                .override("--cluster", "cluster", "enabled", cluster ? true : null)
                .override("--plugins", "plugins", "directory", plugins);
        ServerConfig config = source.load();
        if (config.hasDemoBridge()) {
            err.println("busbar: " + (file == null ? "no configuration file" : "no bridges in " + file)
                    + ": listening on " + config.getHttp().getHost()
                    + " with one bridge at /events that permits demo\\..+ both ways");
        }
        NodeProcess.run(() -> explained(source, () -> BusbarServer.create(config)), out, err);
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "check", description = "Checks a configuration file: prints ok, or what is wrong and where.")
    int check(@Parameters(paramLabel = "FILE", description = "the configuration, YAML or JSON") Path file)
            throws InterruptedException {
        ConfigSource source = new ConfigSource(file);
        ServerConfig config = source.load();
        NodeProcess.close(explained(source, () -> BusbarServer.rehearse(config)));
        out.println("ok");
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "plugins",
            description = "Lists the plugins in a directory, and says why what else is there is none.")
    int plugins(
            @Parameters(paramLabel = "DIR", defaultValue = "plugins", description = "jars, and folders of jars")
                    String directory,
            @Option(
                            names = "--schema",
                            paramLabel = "NAME",
                            description = "prints the JSON Schema of a plugin's configuration")
                    @Nullable String schema,
            @Option(
                            names = "--reference",
                            paramLabel = "NAME",
                            description = "prints a plugin's configuration as a table in Markdown")
                    @Nullable String reference) {
        return new PluginList(directory, out, err).print(schema, reference)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private static BusbarServer explained(ConfigSource source, Supplier<BusbarServer> maker) {
        try {
            return maker.get();
        } catch (ConfigException e) {
            throw source.explain(e);
        }
    }

    /** Says in one sentence what went wrong. A stack trace comes only with what was not foreseen. */
    private int explain(Exception failure) {
        if (failure instanceof ConfigException) {
            err.println("busbar: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof StartException || failure instanceof PluginException) {
            err.println("busbar: " + failure.getMessage());
        } else {
            err.println("busbar: failed unexpectedly");
            failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
