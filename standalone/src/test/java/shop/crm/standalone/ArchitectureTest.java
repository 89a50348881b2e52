package shop.crm.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the plan of the house: which room may lean on which, and what no room may do. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("shop.crm");

  /** Each room by its package, and the rooms that it may lean on. */
  private static final Map<String, List<String>> MAY_DEPEND_ON =
      Map.of(
          "schemas", List.of(),
          "topology", List.of("schemas"),
          "connectors", List.of("schemas"),
          "queries", List.of("schemas", "topology", "connectors"),
          "standalone", List.of("schemas", "topology", "connectors", "queries"));

  static final List<String> ROOMS = List.copyOf(MAY_DEPEND_ON.keySet());

  /**
   * Fronts of rooms: they wire the packages behind them and hold what those share, so they look
   * both ways. The packages behind them must still do without circles.
   */
  private static final Set<String> FRONTS = Set.of("shop.crm.standalone");

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }

  @ParameterizedTest
  @FieldSource("ROOMS")
  void a_room_leans_only_on_those_that_it_may(String room) {
    String[] allowed =
        Stream.concat(Stream.of(room), MAY_DEPEND_ON.get(room).stream())
            .map(ArchitectureTest::everythingIn)
            .toArray(String[]::new);
    check(
        noClasses()
            .that(resideInAPackage(everythingIn(room)))
            .should(
                dependOnClassesThat(
                    resideInAPackage("shop.crm..")
                        .and(DescribedPredicate.not(resideInAnyPackage(allowed))))));
  }

  private static String everythingIn(String room) {
    return "shop.crm." + room + "..";
  }

  @Test
  void every_class_of_the_house_stands_in_a_room() {
    Set<String> rooms = new TreeSet<>();
    HOUSE.forEach(it -> rooms.add(it.getPackageName().split("\\.")[2]));
    rooms.removeAll(ROOMS);
    assertEquals(Set.of(), rooms);
  }

  @Test
  void the_domain_knows_neither_kafka_nor_input_and_output() {
    check(
        noClasses()
            .that(resideInAPackage("shop.crm.topology.domain.."))
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
        noClasses()
            .that(resideInAPackage("shop.crm.topology.domain.."))
            .should(dependOnClassesThat(readTheTime()))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now"));
    check(
        noClasses()
            .that(resideInAPackage("shop.crm.topology.domain.."))
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "it asks java.time for now",
                    call ->
                        call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getName().equals("now"))));
  }

  private static DescribedPredicate<JavaClass> readTheTime() {
    return DescribedPredicate.describe(
        "is a clock",
        it ->
            it.isAssignableTo(java.time.Clock.class)
                || it.isAssignableTo(java.time.InstantSource.class));
  }

  @ParameterizedTest
  @FieldSource("ROOMS")
  void the_packages_of_a_room_lean_on_each_other_in_no_circle(String room) {
    check(slices().assignedFrom(packagesOf(room)).should().beFreeOfCycles());
  }

  private static SliceAssignment packagesOf(String room) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass it) {
        return resideInAPackage(everythingIn(room)).test(it)
                && !FRONTS.contains(it.getPackageName())
            ? SliceIdentifier.of(it.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "the packages of " + room;
      }
    };
  }

  @Test
  void every_package_says_what_it_is() {
    Set<String> packages = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    for (JavaClass it : HOUSE) {
      (it.getSimpleName().equals("package-info") ? described : packages).add(it.getPackageName());
    }
    assertEquals(packages, described);
  }

  @Test
  void nothing_is_called_a_util_or_a_manager() {
    check(
        noClasses()
            .should()
            .haveSimpleNameContaining("Util")
            .orShould()
            .haveSimpleNameContaining("Manager"));
    check(noClasses().should().resideInAnyPackage("..util..", "..utils..", "..manager.."));
  }

  @Test
  void only_the_command_line_writes_to_the_console() {
    check(
        noClasses()
            .that(
                DescribedPredicate.not(
                    resideInAnyPackage("shop.crm.standalone.command..", "shop.crm.benchmarks..")))
            .should(accessField(System.class, "out"))
            .orShould(accessField(System.class, "err")));
  }

  @Test
  void the_catalogue_of_names_is_the_only_one() {
    check(classes().that().haveSimpleName("Topics").should().resideInAPackage("shop.crm.schemas"));
  }
}
