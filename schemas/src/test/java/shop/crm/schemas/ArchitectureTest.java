package shop.crm.schemas;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;
import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  private static final String MODEL = "shop.crm.schemas.model";

  ArchitectureTest() {
    super("schemas");
  }

  @Test
  void what_things_are_is_pure() {
    checkPure(MODEL);
  }

  @Test
  void what_things_are_does_not_know_how_they_are_written() {
    check(
        noClasses()
            .that(resideInAPackage(MODEL + ".."))
            .should(
                dependOnClassesThat(
                    resideInAPackage("shop.crm..").and(not(resideInAPackage(MODEL + ".."))))));
  }
}
