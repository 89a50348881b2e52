package shop.crm.topology;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;
import shop.crm.architecture.ArchitectureRules;
import shop.crm.topology.processor.CustomerProcessor;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("topology", "schemas");
  }

  @Test
  void nobody_but_the_wiring_knows_the_processor() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(CrmTopology.class.getName())
            .and()
            .doNotHaveFullyQualifiedName(CustomerProcessor.class.getName())
            .should()
            .dependOnClassesThat(simpleName(CustomerProcessor.class.getSimpleName())));
  }

  @Test
  void nothing_leans_on_the_wiring() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(CrmTopology.class.getPackageName())
            .should()
            .dependOnClassesThat(resideInAPackage(CrmTopology.class.getPackageName())));
  }

  @Test
  void the_domain_is_pure() {
    checkPure("shop.crm.topology.domain");
  }
}
