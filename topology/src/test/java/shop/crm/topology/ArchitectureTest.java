package shop.crm.topology;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import shop.crm.topology.processor.CustomerProcessor;

/** What the packages of the stream may know of each other. */
class ArchitectureTest {

  private static final JavaClasses TOPOLOGY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("shop.crm.topology");

  @Test
  void nobody_but_the_wiring_knows_the_processor() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(CrmTopology.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(CustomerProcessor.class.getName())
        .should()
        .dependOnClassesThat(simpleName(CustomerProcessor.class.getSimpleName()))
        .check(TOPOLOGY);
  }

  @Test
  void the_packages_lean_on_each_other_in_no_circle_and_none_on_the_wiring() {
    slices().assignedFrom(packages()).should().beFreeOfCycles().check(TOPOLOGY);
    noClasses()
        .that()
        .resideOutsideOfPackage(CrmTopology.class.getPackageName())
        .should()
        .dependOnClassesThat(resideInAPackage(CrmTopology.class.getPackageName()))
        .check(TOPOLOGY);
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass it) {
        return SliceIdentifier.of(it.getPackageName());
      }

      @Override
      public String getDescription() {
        return "the packages of the topology";
      }
    };
  }
}
