package io.busbar.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.busbar.bus.NodeLink;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.busbar.server");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.busbar.(**)").should().beFreeOfCycles().check(SERVER);
    }

    @Test
    void ofTheBridgeOnlyItsEmbeddingApiIsUsedAndWhatLoadsPluginsAndHowNodesAskEachOther() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.busbar..")
                        .and(not(belongToAnyOf(NodeLink.class)))
                        .and(not(resideInAnyPackage(
                                "io.busbar",
                                "io.busbar.cluster",
                                "io.busbar.config..",
                                "io.busbar.plugin",
                                "io.busbar.plugins",
                                "io.busbar.server.."))))
                .check(SERVER);
    }

    @Test
    void hazelcastIsTheClusterModulesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.busbar.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.busbar"));
    }
}
