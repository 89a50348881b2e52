package shop.crm.topology;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
