package io.busbar.benchmarks.load.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start JVMs from the class path of this one. */
public final class JavaCommand {

    /** What Hazelcast asks for, as the distribution's manifest has it. */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private JavaCommand() {}

    /**
     * Returns a command.
     *
     * @param options for the JVM
     * @param main the name of its main class
     */
    public static List<String> of(List<String> options, String main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(tool("java"));
        command.addAll(OPENED);
        command.add(ProcessorTime.JVM_OPTION);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(args);
        return command;
    }

    /** Returns where a tool of the JDK is. */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
