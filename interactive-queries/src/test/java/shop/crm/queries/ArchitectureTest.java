package shop.crm.queries;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  /** Each answers one kind of request. */
  static final List<String> RESOURCES =
      Stream.of(
              "customer",
              "history",
              "loyalty",
              "segment",
              "analytics",
              "bulk",
              "changes",
              "audit",
              "key",
              "tenant",
              "operations")
          .map(room -> "shop.crm.queries." + room + "..")
          .toList();

  ArchitectureTest() {
    super("queries", "schemas", "topology", "connectors");
  }

  @ParameterizedTest
  @FieldSource("RESOURCES")
  void no_resource_knows_another(String resource) {
    String[] others =
        RESOURCES.stream().filter(other -> !other.equals(resource)).toArray(String[]::new);
    check(
        noClasses()
            .that(resideInAPackage(resource))
            .should(dependOnClassesThat(resideInAnyPackage(others))));
  }

  @Test
  void what_resources_share_knows_none_of_them() {
    check(
        noClasses()
            .that(
                resideInAnyPackage(
                    "shop.crm.queries.http..",
                    "shop.crm.queries.view..",
                    "shop.crm.queries.profile..",
                    "shop.crm.queries.live..",
                    "shop.crm.queries.feed..",
                    "shop.crm.queries.limit..",
                    "shop.crm.queries.jobs..",
                    "shop.crm.queries.connection.."))
            .should(dependOnClassesThat(resideInAnyPackage(RESOURCES.toArray(String[]::new)))));
  }
}
