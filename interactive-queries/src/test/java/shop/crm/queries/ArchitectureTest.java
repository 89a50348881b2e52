package shop.crm.queries;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import shop.crm.architecture.ArchitectureRules;
import shop.crm.queries.changes.ChangesService;
import shop.crm.queries.http.OngoingCall;

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

  /** What is long ends with the credential of who has asked for it. */
  @Test
  void bodies_and_answers_that_may_be_long_are_those_of_an_ongoing_call() {
    check(
        noClasses()
            // The feed asks itself, since it also has to end where nothing is written.
            .that(not(belongToAnyOf(OngoingCall.class, ChangesService.class)))
            .should()
            .callMethod(ServerResponse.class, "outputStream")
            .orShould()
            .callMethod(ReadableEntity.class, "inputStream"));
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
