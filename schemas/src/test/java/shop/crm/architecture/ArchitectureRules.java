package shop.crm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.net.IDN;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What holds in every module. Each module has an {@code ArchitectureTest} that extends this and
 * tells which room of the house it is, so that the module's own tests find what breaks a rule.
 * Sizes, and that packages say what they are, are held by Checkstyle: see the pom.
 */
public abstract class ArchitectureRules {

  private static final JavaClasses MODULE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final JavaClasses TESTS =
      new ClassFileImporter().importPath(Path.of("target", "test-classes"));

  private final String room;
  private final String[] mayUse;

  /**
   * @param room the module's package, below {@code shop.crm}
   * @param mayUse the packages of the modules that it may use
   */
  protected ArchitectureRules(String room, String... mayUse) {
    this.room = everythingIn(room);
    this.mayUse =
        Stream.concat(Stream.of(room), Stream.of(mayUse))
            .map(ArchitectureRules::everythingIn)
            .toArray(String[]::new);
  }

  private static String everythingIn(String room) {
    return "shop.crm." + room + "..";
  }

  /** Holds a rule to the classes of this module, be there classes that it is about or not. */
  protected static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MODULE);
  }

  /**
   * Holds that a package, and all below it, is of pure values and functions: it knows neither
   * Kafka, JSON, input and output nor threads, and has no clock of its own.
   */
  protected static void checkPure(String packages) {
    GivenClassesConjunction pure = noClasses().that(resideInAPackage(packages + ".."));
    check(
        pure.should(
            dependOnClassesThat(
                resideInAnyPackage(
                        "org.apache.kafka..",
                        "com.fasterxml..",
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                    // Domains in their letters: a function of texts, wherever it stands.
                    .and(not(type(IDN.class))))));
    check(
        pure.should(dependOnClassesThat(assignableTo(Clock.class)))
            .orShould(dependOnClassesThat(assignableTo(InstantSource.class)))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime"));
    check(
        pure.should()
            .callMethodWhere(
                describe(
                    "it asks java.time for now",
                    call ->
                        call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getName().equals("now"))));
  }

  @Test
  void every_class_stands_in_the_room_of_its_module() {
    classes().should().resideInAPackage(room).check(MODULE);
  }

  @Test
  void the_room_uses_only_those_that_it_may() {
    check(
        noClasses()
            .should(
                dependOnClassesThat(
                    resideInAPackage("shop.crm..").and(not(resideInAnyPackage(mayUse))))));
  }

  @Test
  protected void no_packages_use_each_other_in_a_circle() {
    check(slices().assignedFrom(packages()).should().beFreeOfCycles());
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass it) {
        return SliceIdentifier.of(it.getPackageName());
      }

      @Override
      public String getDescription() {
        return "the packages";
      }
    };
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
            .that(not(resideInAnyPackage("shop.crm.standalone.command..", "shop.crm.benchmarks..")))
            .should(accessField(System.class, "out"))
            .orShould(accessField(System.class, "err")));
  }

  @Test
  void the_catalogue_of_names_is_the_only_one() {
    check(classes().that().haveSimpleName("Topics").should().resideInAPackage("shop.crm.schemas"));
  }

  @Test
  void what_starts_a_broker_a_database_or_a_process_is_of_the_full_lane() {
    assertEquals(Set.of(), Lanes.misplaced(TESTS));
  }
}
