package shop.crm.topology;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.time.InstantSource;
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

  private static GivenClassesConjunction noneOfTheDomain() {
    return noClasses().that(resideInAPackage("shop.crm.topology.domain.."));
  }

  @Test
  void the_domain_knows_neither_kafka_nor_input_and_output() {
    check(
        noneOfTheDomain()
            .should(
                dependOnClassesThat(
                    resideInAnyPackage(
                        "org.apache.kafka..",
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "org.slf4j.."))));
  }

  @Test
  void the_domain_has_no_clock_of_its_own() {
    check(
        noneOfTheDomain()
            .should(dependOnClassesThat(readTheTime()))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime"));
    check(
        noneOfTheDomain()
            .should()
            .callMethodWhere(
                describe(
                    "it asks java.time for now",
                    call ->
                        call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getName().equals("now"))));
  }

  private static DescribedPredicate<JavaClass> readTheTime() {
    return describe(
        "is a clock",
        it -> it.isAssignableTo(Clock.class) || it.isAssignableTo(InstantSource.class));
  }
}
