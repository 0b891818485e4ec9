package io.busbar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.busbar");

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith("io.busbar")
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "each package";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void thePluginApiSeesOnlyTheJdkJSpecifyAndVertxPublicTypes() {
        classes()
                .that()
                .resideInAPackage("io.busbar.plugin..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.busbar.plugin..",
                        "org.jspecify.annotations",
                        "io.vertx.core",
                        "io.vertx.core.buffer",
                        "io.vertx.core.http",
                        "io.vertx.core.json",
                        "io.vertx.ext.auth")
                .check(classes);
    }

    @Test
    void onlyTheConnectionPackageReachesBelowVertxHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.busbar.connection")
                .should()
                .dependOnClassesThat(resideInAPackage("io.vertx.core.http.impl.."))
                .check(classes);
    }

    @Test
    void theBridgeKnowsNoClusterManager() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("com.hazelcast.."))
                .check(classes);
    }
}
