package io.busbar.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for a stream. */
final class SseRequest {

    /** One for all tests: its threads are the JVM's, not a test's. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SseRequest() {}

    /**
     * An answer as far as it matters at once.
     *
     * @param body empty if it is a stream
     */
    record Answer(int status, String body) {}

    /** Returns when the response has begun; a stream then goes to {@code recorder}, else the body is here. */
    static Answer send(URI uri, Map<String, String> headers, SseRecorder recorder) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<String>> sent = CLIENT.sendAsync(
                request.build(),
                head -> head.statusCode() == 200
                        ? new Stream(recorder)
                        : BodySubscribers.ofString(StandardCharsets.UTF_8));
        try {
            // A request's own time-out is, from Java 26 on, one of the whole stream.
            HttpResponse<String> response = sent.get(Waiting.SECONDS, TimeUnit.SECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new AssertionError(uri + ": no response within " + Waiting.SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError(uri + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A body that is there before it is complete. */
    private static final class Stream implements BodySubscriber<String> {

        private final SseRecorder recorder;

        Stream(SseRecorder recorder) {
            this.recorder = recorder;
        }

        @Override
        public CompletionStage<String> getBody() {
            return CompletableFuture.completedFuture("");
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            recorder.begin(subscription::cancel);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            recorder.feed(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            recorder.end(failure);
        }

        @Override
        public void onComplete() {
            recorder.end(null);
        }
    }
}
