package io.busbar.benchmarks.load.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** nginx with its module nchan, where both are installed. */
public final class Nchan {

    private static final String MODULE_NAME = "ngx_nchan_module.so";

    private static final List<String> MODULE_FOLDERS =
            List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/libexec/nginx");

    private static final String CONFIGURATION = """
            load_module %1$s;
            worker_processes %2$d;
            worker_rlimit_nofile 20000;
            daemon off;
            pid %3$s/pid;
            error_log %3$s/error.log error;
            events { worker_connections 15000; }
            http {
              access_log off;
              client_body_temp_path %3$s/body;
              proxy_temp_path %3$s/proxy;
              fastcgi_temp_path %3$s/fastcgi;
              uwsgi_temp_path %3$s/uwsgi;
              scgi_temp_path %3$s/scgi;
              keepalive_requests 1000000000;
              nchan_shared_memory_size 256M;
              server {
                listen 127.0.0.1:%4$d backlog=4096;
                location ~ ^/events/(?<stream>.+)$ {
                  nchan_subscriber eventsource;
                  nchan_channel_id $stream;
                  nchan_subscriber_first_message newest;
                }
                location ~ ^/publish/(?<target>.+)$ {
                  nchan_publisher;
                  nchan_channel_id $target;
                  nchan_message_buffer_length 200;
                  nchan_message_timeout 20s;
                }
              }
            }
            """;

    private Nchan() {}

    /**
     * Starts it.
     *
     * @param folder where it may write
     * @param file the module; empty if it is where packages put it
     * @throws IOException if it is not installed, or does not start
     */
    public static Subject start(Path folder, String file) throws IOException, InterruptedException {
        Path module = file.isEmpty()
                ? find(MODULE_FOLDERS.stream(), MODULE_NAME)
                : Path.of(file).toAbsolutePath();
        Path nginx = find(
                Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)), Stream.of("/usr/sbin")),
                "nginx");
        int port = ExternalServer.freePort();
        int workers = Runtime.getRuntime().availableProcessors();
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), CONFIGURATION.formatted(module, workers, folder, port));
        List<String> command = List.of(nginx.toString(), "-e", "stderr", "-c", configuration.toString(), "-g", user());
        return ExternalServer.start(folder.resolve("stderr"), command, port, "/events/load.", "/publish/load.");
    }

    /** Started by root, its workers would be somebody who may not read what root may. */
    private static String user() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }

    private static Path find(Stream<String> folders, String file) throws IOException {
        return folders.map(folder -> Path.of(folder, file))
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new IOException(file + " is not installed"));
    }
}
