package io.busbar.examples.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example as a process that starts three others. */
@Timeout(300)
class ProcessesTest {

    @Test
    void allProcessesEndWithTheOneThatWasStarted() throws Exception {
        List<ProcessHandle> processes;
        try (RunningCluster cluster = new RunningCluster()) {
            processes = cluster.processes();
            assertThat(processes).hasSize(3).allMatch(ProcessHandle::isAlive);
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aPortInUseIsOneSentenceAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = RunningCluster.command(taken.getLocalPort()).start();
            List<String> complaint = process.errorReader().lines().toList();
            assertThat(process.waitFor(30, SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(complaint).hasSize(1);
            assertThat(complaint.get(0)).startsWith("Can't listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }
}
