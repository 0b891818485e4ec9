package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The JVM is told to give memory back, unless it was told otherwise. */
class SpareHeapTest {

    private static final String PERIOD = "G1PeriodicGCInterval";
    private static final String MOST_SPARE = "MaxHeapFreeRatio";

    private final HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void keep() {
        for (String name : new String[] {"MinHeapFreeRatio", MOST_SPARE, PERIOD}) {
            before.put(name, value(name));
        }
    }

    @AfterEach
    void restore() {
        before.forEach(jvm::setVMOption);
    }

    private String value(String name) {
        return jvm.getVMOption(name).getValue();
    }

    @Test
    void whatNobodyChoseIsChosenAndWhatSomebodyChoseStays() {
        jvm.setVMOption(MOST_SPARE, "60");
        assertThat(jvm.getVMOption(MOST_SPARE).getOrigin()).isNotEqualTo(Origin.DEFAULT);
        assertThat(jvm.getVMOption(PERIOD).getOrigin()).isEqualTo(Origin.DEFAULT);

        SpareHeap.giveBack();

        assertThat(value(MOST_SPARE)).isEqualTo("60");
        assertThat(value(PERIOD)).isEqualTo("60000");
    }
}
