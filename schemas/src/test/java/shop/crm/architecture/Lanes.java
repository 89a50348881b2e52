package shop.crm.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The two lanes of tests. As the pom has it, classes called {@code …IT} or {@code …HttpTest} are of
 * the full lane, and every other {@code …Test} is of the fast one. A test of the fast lane starts
 * no broker, no database and no process, and connects to none: neither itself nor by a helper.
 */
final class Lanes {

  private static final Pattern FAST = Pattern.compile(".*(?<!Http)Test");

  /** Classes and methods that start such a thing or connect to it. */
  private static final Set<String> STARTERS =
      Set.of(
          "java.lang.ProcessBuilder",
          "java.lang.Runtime.exec",
          "io.zonky.test.db.postgres.embedded.EmbeddedPostgres",
          "shop.crm.connectors.postgres.TestDatabase",
          "shop.crm.connectors.postgres.Database",
          "com.rabbitmq.client.ConnectionFactory",
          "shop.crm.connectors.rabbitmq.RabbitConnections",
          "org.apache.kafka.clients.admin.Admin",
          "org.apache.kafka.clients.consumer.KafkaConsumer",
          "org.apache.kafka.clients.producer.KafkaProducer",
          "org.apache.kafka.streams.KafkaStreams",
          "shop.crm.standalone.embedded.EmbeddedKafka",
          "shop.crm.standalone.embedded.EmbeddedPostgres",
          "shop.crm.standalone.embedded.EmbeddedRabbit",
          "shop.crm.standalone.service.Service");

  private Lanes() {}

  /** The tests of the fast lane that are none of it, each with what it starts. */
  static Set<String> misplaced(JavaClasses tests) {
    Set<String> misplaced = new TreeSet<>();
    for (JavaClass test : tests) {
      if (FAST.matcher(test.getSimpleName()).matches() && !test.isNestedClass()) {
        started(test, tests)
            .ifPresent(starter -> misplaced.add(test.getSimpleName() + " uses " + starter));
      }
    }
    return misplaced;
  }

  /**
   * What a test starts, by following its calls through the other tests. A helper that it makes may
   * do all that the helper's methods do, for which of them are called cannot be told.
   */
  private static Optional<String> started(JavaClass test, JavaClasses tests) {
    Set<JavaCodeUnit> seen = new HashSet<>();
    Deque<JavaCodeUnit> next = new ArrayDeque<>();
    tests.stream()
        .filter(it -> it.equals(test) || it.getName().startsWith(test.getName() + "$"))
        .forEach(it -> next.addAll(it.getCodeUnits()));
    while (!next.isEmpty()) {
      JavaCodeUnit code = next.pop();
      if (seen.add(code)) {
        for (JavaAccess<?> access : used(code).toList()) {
          JavaClass owner = access.getTargetOwner();
          if (access instanceof JavaCodeUnitAccess<?> && isStarter(owner, access)) {
            return Optional.of(owner.getName() + " in " + code.getFullName());
          }
          if (tests.contain(owner.getName())) {
            access.getTarget().resolveMember().ifPresent(member -> reach(member, next));
            owner.getStaticInitializer().ifPresent(next::add);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isStarter(JavaClass owner, JavaAccess<?> access) {
    return STARTERS.contains(owner.getName())
        || STARTERS.contains(owner.getName() + "." + access.getName());
  }

  private static Stream<JavaAccess<?>> used(JavaCodeUnit code) {
    return Stream.concat(
        code.getAccessesFromSelf().stream(),
        Stream.concat(
            code.getMethodReferencesFromSelf().stream(),
            code.getConstructorReferencesFromSelf().stream()));
  }

  private static void reach(JavaMember member, Deque<JavaCodeUnit> next) {
    if (member instanceof JavaCodeUnit code) {
      next.add(code);
    }
    if (member instanceof JavaConstructor) {
      member.getOwner().getCodeUnits().stream()
          .filter(code -> !code.getModifiers().contains(JavaModifier.STATIC))
          .forEach(next::add);
    }
  }
}
