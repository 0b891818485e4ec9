package io.busbar.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void ofTheBridgeOnlyTheSharedHistoryUsesMoreThanTheFormOfItsOptions() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.busbar.cluster.history")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.busbar",
                        "io.busbar.bus..",
                        "io.busbar.delivery..",
                        "io.busbar.history..",
                        "io.busbar.http..",
                        "io.busbar.hub..",
                        "io.busbar.window..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.busbar.cluster"));
    }
}
