package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks filters from many threads at the same time. */
final class ManyThreads {

    private static final int THREADS = 8;

    /** Long enough that threads are interrupted by one another in the middle of an answer also where they share a core. */
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private record Question(EventFilter filter, Event event, Subscriber subscriber) {

        /** Returns the answer, or the class of what was thrown instead. */
        Object ask() {
            try {
                return filter.accepts(event, subscriber);
            } catch (Throwable e) {
                return e.getClass();
            }
        }
    }

    private final List<Question> questions = new ArrayList<>();
    private final List<Object> answers = new ArrayList<>();
    private final boolean repeatable;
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();

    /**
     * Gets the answers that one thread gets.
     *
     * @param repeatable whether many threads have to get the same answers; else any that are no failures
     */
    ManyThreads(List<EventFilter> filters, List<Event> events, List<Subscriber> subscribers, boolean repeatable) {
        for (EventFilter filter : filters) {
            for (Event event : events) {
                subscribers.forEach(subscriber -> questions.add(new Question(filter, event, subscriber)));
            }
        }
        questions.forEach(question -> answers.add(question.ask()));
        this.repeatable = repeatable;
    }

    /**
     * Checks that many threads get the answers that one gets.
     *
     * @throws AssertionError if not, or if a filter does not return
     */
    void check() throws InterruptedException {
        if (questions.isEmpty()) {
            return;
        }
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> ask(ready), "busbar-test-filter-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(Waiting.SECONDS));
            if (thread.isAlive()) {
                AssertionError stuck = new AssertionError("a filter that " + THREADS + " threads asked at the same time"
                        + " did not return within " + Waiting.SECONDS + " s; the cause says where it is");
                throw (AssertionError) stuck.initCause(trace(thread));
            }
        }
        String found = fault.get();
        if (found != null) {
            throw new AssertionError(found);
        }
    }

    private static Throwable trace(Thread thread) {
        Throwable trace = new Throwable(thread.getName());
        trace.setStackTrace(thread.getStackTrace());
        return trace;
    }

    private void ask(CountDownLatch ready) {
        ready.countDown();
        try {
            ready.await();
        } catch (InterruptedException e) {
            return;
        }
        long begin = System.nanoTime();
        for (int i = 0; System.nanoTime() - begin < NANOS && fault.get() == null; i = (i + 1) % questions.size()) {
            Object answer = questions.get(i).ask();
            if (!isFine(answer, answers.get(i))) {
                fault.set("a filter that many threads asked about "
                        + questions.get(i).event() + " for "
                        + questions.get(i).subscriber() + " answered " + answer + ", and to one alone "
                        + answers.get(i) + ": several event loops call it at the same time, so what it changes has to"
                        + " be thread-safe, or local; if its answers are to differ, let isRepeatable say so");
            }
        }
    }

    private boolean isFine(Object answer, Object expected) {
        return answer.equals(expected) || (!repeatable && answer instanceof Boolean);
    }
}
