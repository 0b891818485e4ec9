package io.busbar.testkit;

import io.busbar.plugin.EventFilter;
import io.busbar.plugin.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks filters from many threads at the same time. */
final class ManyThreads {

    private static final int THREADS = 8;
    private static final int ROUNDS = 500;

    private record Question(Variant variant, Subscriber subscriber, EventFilter filter) {

        /** Returns the answer, or what was thrown instead. */
        Object ask() {
            try {
                return filter.accepts(variant.event(), subscriber);
            } catch (Exception e) {
                return e.getClass();
            }
        }
    }

    private ManyThreads() {}

    /**
     * Checks that many threads get the answers that one gets.
     *
     * @throws AssertionError if not
     */
    static void check(List<EventFilter> filters, List<Variant> variants, List<Subscriber> subscribers)
            throws Exception {
        List<Question> questions = new ArrayList<>();
        List<Object> answers = new ArrayList<>();
        for (EventFilter filter : filters) {
            for (Variant variant : variants) {
                for (Subscriber subscriber : subscribers) {
                    Question question = new Question(variant, subscriber, filter);
                    questions.add(question);
                    answers.add(question.ask());
                }
            }
        }
        CyclicBarrier start = new CyclicBarrier(THREADS);
        Callable<Void> asking = () -> {
            start.await();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < questions.size(); i++) {
                    Object answer = questions.get(i).ask();
                    if (!answer.equals(answers.get(i))) {
                        throw new AssertionError("a filter that many threads asked about "
                                + questions.get(i).variant() + " answered " + answer + ", and to one alone "
                                + answers.get(i) + ": it is called by several event loops at the same time");
                    }
                }
            }
            return null;
        };
        run(asking);
    }

    private static void run(Callable<Void> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(task));
            }
            for (Future<Void> each : running) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AssertionError failure) {
                        throw failure;
                    }
                    throw e;
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
