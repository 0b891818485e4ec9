package io.busbar.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which nodes have which keys. */
class NodeKeysTest {

    private final List<String> told = new ArrayList<>();
    private final NodeKeys keys = new NodeKeys(key -> told.add("+" + key), key -> told.add("-" + key));

    @Test
    void aKeyIsThereFromTheFirstNodeThatHasItToTheLast() {
        keys.add("a", "k");
        keys.add("b", "k");
        keys.add("a", "k");
        keys.remove("a", "k");
        keys.remove("a", "k");
        assertThat(keys.all()).containsExactly("k");
        assertThat(told).containsExactly("+k");
        keys.remove("b", "k");
        assertThat(keys.all()).isEmpty();
        assertThat(told).containsExactly("+k", "-k");
    }

    @Test
    void replacingTellsOnlyWhatDiffers() {
        keys.replace("a", List.of("k", "l"));
        keys.add("b", "l");
        told.clear();
        keys.replace("a", List.of("l", "m"));
        assertThat(told).containsExactlyInAnyOrder("-k", "+m");
        assertThat(keys.of("a")).containsExactlyInAnyOrder("l", "m");
    }

    @Test
    void aNodeThatIsForgottenHasNothingAnyMore() {
        keys.replace("a", List.of("k", "l"));
        keys.add("b", "l");
        told.clear();
        keys.forget("a");
        keys.forget("never there");
        assertThat(told).containsExactly("-k");
        assertThat(keys.of("a")).isEmpty();
        assertThat(keys.all()).containsExactly("l");
    }
}
