package io.busbar.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * Has the JVM give back memory that it does not need. By its own defaults it keeps what many clients at once have made it take, for
 * as long as it runs: up to 70 % of the heap may be spare, and with G1 nothing looks as long as nobody allocates.
 *
 * @see <a href="https://openjdk.org/jeps/346">JEP 346: Promptly Return Unused Committed Memory from G1</a>
 */
final class SpareHeap {

    /** A minute without a collection, and there is one, which is concurrent; between a tenth and a fifth of the heap are spare. */
    private static final Map<String, String> OPTIONS =
            Map.of("G1PeriodicGCInterval", "60000", "MinHeapFreeRatio", "10", "MaxHeapFreeRatio", "20");

    private SpareHeap() {}

    /** Sets what nobody has set on the command line; where the JVM or the collector is another, nothing. */
    static void giveBack() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            return;
        }
        OPTIONS.forEach((name, value) -> {
            try {
                VMOption option = jvm.getVMOption(name);
                if (option.isWriteable() && option.getOrigin() == Origin.DEFAULT) {
                    jvm.setVMOption(name, value);
                }
            } catch (IllegalArgumentException unknown) {
                // It goes on with what it does.
            }
        });
    }
}
