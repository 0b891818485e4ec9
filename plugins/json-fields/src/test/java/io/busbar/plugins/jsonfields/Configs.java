package io.busbar.plugins.jsonfields;

import java.util.List;
import java.util.Map;

/** Configurations as the bridge would bind them: what is not given has its default. */
final class Configs {

    private Configs() {}

    static JsonFieldsConfig keep(String... pointers) {
        return of(List.of(pointers), List.of(), Map.of(), List.of());
    }

    static JsonFieldsConfig drop(String... pointers) {
        return of(null, List.of(pointers), Map.of(), List.of());
    }

    static JsonFieldsConfig rename(Map<String, String> names) {
        return of(null, List.of(), names, List.of());
    }

    static JsonFieldsConfig mask(String... pointers) {
        return of(null, List.of(), Map.of(), List.of(pointers));
    }

    static JsonFieldsConfig of(List<String> keep, List<String> drop, Map<String, String> rename, List<String> mask) {
        return new JsonFieldsConfig(keep, drop, rename, mask, "***", List.of("**"), OtherBody.DROP);
    }

    static JsonFieldsConfig passingOthers(JsonFieldsConfig config) {
        return new JsonFieldsConfig(
                config.keep(),
                config.drop(),
                config.rename(),
                config.mask(),
                config.maskWith(),
                config.addresses(),
                OtherBody.PASS);
    }

    static JsonFieldsConfig at(JsonFieldsConfig config, String... addresses) {
        return new JsonFieldsConfig(
                config.keep(),
                config.drop(),
                config.rename(),
                config.mask(),
                config.maskWith(),
                List.of(addresses),
                config.other());
    }
}
