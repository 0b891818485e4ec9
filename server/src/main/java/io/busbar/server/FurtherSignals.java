package io.busbar.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Signals that come while the process ends already, of which the JVM itself takes no notice.
 *
 * <p>{@code sun.misc.Signal} is the only way to them, and for all to use, but the compiler's warning of it can't be
 * silenced; hence by reflection.
 */
final class FurtherSignals {

    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    private FurtherSignals() {}

    /** From now on {@code task} is run, in a thread of its own, on each signal that asks for the end, as far as the JVM lets us. */
    static void run(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object ours = Proxy.newProxyInstance(
                    FurtherSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        if (method.getName().equals("handle")) {
                            task.run();
                            return null;
                        }
                        return ofObject(proxy, method, args);
                    });
            for (String name : NAMES) {
                try {
                    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
                } catch (InvocationTargetException e) {
                    // Not a signal of this system, or, with -Xrs, none of the JVM's.
                }
            }
        } catch (ReflectiveOperationException e) {
            // A JDK without it: then the first signal has to do.
        }
    }

    /** What the JDK, or a debugger, may call besides. */
    private static Object ofObject(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of further signals";
        };
    }
}
