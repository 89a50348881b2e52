package shop.crm.topology.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.topology.Facts;

/** All that can happen to one customer's id, with erasures in between. */
final class Lives {

  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final Facts ANN = Facts.of("ann");

  private static final int HOURS = 24 * 400;

  private Lives() {}

  /** What the stream is told. */
  sealed interface Fact {

    record Order(OrderEvent event) implements Fact {}

    record Entry(LoyaltyEntry entry) implements Fact {}

    record Version(ProfileRecord record) implements Fact {}
  }

  /** No two facts of one id; of an order several of a kind, of which the latest is kept. */
  static Arbitrary<List<Fact>> any() {
    Arbitrary<Integer> hours = Arbitraries.integers().between(0, HOURS);
    Arbitrary<Fact> order =
        Combinators.combine(
                hours,
                Arbitraries.longs().between(0, 900_000),
                Arbitraries.of(0, 0, 0, 1, 1, 1, 2, 3, 4),
                Arbitraries.integers().between(1, 4))
            .as((at, minor, kind, number) -> new Fact.Order(order("o" + number, at, minor, kind)));
    Arbitrary<Fact> entry =
        Combinators.combine(
                hours,
                Arbitraries.longs().between(-3_000, 9_000),
                Arbitraries.integers().between(1, 9))
            .as((at, points, number) -> new Fact.Entry(entry("l" + number, at, points)));
    return Combinators.combine(
            order.list().ofMaxSize(20).uniqueElements(Lives::about),
            entry.list().ofMaxSize(6).uniqueElements(Lives::about),
            versions())
        .as(
            (orders, entries, versions) -> {
              List<Fact> all = new ArrayList<>(orders);
              all.addAll(entries);
              all.addAll(versions);
              return List.copyOf(all);
            });
  }

  /**
   * The facts of the last life: those that no erasure takes, and that are not about an order that
   * nobody has placed since one.
   */
  static List<Fact> surviving(List<Fact> facts) {
    Optional<Instant> erased =
        facts.stream()
            .flatMap(fact -> fact instanceof Fact.Version(var record) ? erasedAt(record) : none())
            .max(Instant::compareTo);
    Set<String> placed =
        facts.stream()
            .filter(fact -> erased.map(at -> timeOf(fact).isAfter(at)).orElse(true))
            .flatMap(
                fact ->
                    fact instanceof Fact.Order(OrderCreated created)
                        ? Stream.of(created.orderId())
                        : Stream.<String>empty())
            .collect(Collectors.toSet());
    return facts.stream()
        .filter(fact -> erased.map(at -> timeOf(fact).isAfter(at)).orElse(true))
        .filter(
            fact ->
                erased.isEmpty()
                    || !(fact instanceof Fact.Order(OrderEvent event))
                    || placed.contains(event.orderId()))
        .map(fact -> fact instanceof Fact.Version(var record) ? firstLife(record) : fact)
        .toList();
  }

  private static Stream<Instant> none() {
    return Stream.empty();
  }

  private static Stream<Instant> erasedAt(ProfileRecord record) {
    return switch (record) {
      case ProfileRecord.Known known -> known.erasedAt().stream();
      case ProfileRecord.Erased erased -> Stream.of(erased.erasedAt());
    };
  }

  private static Fact firstLife(ProfileRecord record) {
    return switch (record) {
      case ProfileRecord.Known known ->
          new Fact.Version(
              new ProfileRecord.Known(
                  known.customer(),
                  known.version(),
                  known.createdAt(),
                  known.updatedAt(),
                  Optional.empty(),
                  known.profile(),
                  known.revision()));
      case ProfileRecord.Erased erased -> new Fact.Version(erased);
    };
  }

  private static Instant timeOf(Fact fact) {
    return switch (fact) {
      case Fact.Order(OrderEvent event) -> event.head().time();
      case Fact.Entry(LoyaltyEntry entry) -> entry.at();
      case Fact.Version(ProfileRecord.Known known) -> known.updatedAt();
      case Fact.Version(ProfileRecord.Erased erased) -> erased.erasedAt();
    };
  }

  /** What no other fact may be about. */
  private static String about(Fact fact) {
    return switch (fact) {
      case Fact.Order(OrderEvent event) -> event.head().id();
      case Fact.Entry(LoyaltyEntry entry) -> entry.id();
      case Fact.Version(ProfileRecord record) -> "v" + record.version();
    };
  }

  private static OrderEvent order(String id, int hours, long minor, int kind) {
    Instant at = ago(hours);
    Money money = new Money(minor);
    return switch (kind) {
      case 0 -> new OrderCreated(ANN.head("created:" + id + at, at), id, money, List.of());
      case 1 -> new OrderCompleted(ANN.head("completed:" + id + at, at), id, Optional.of(money));
      case 2 -> new OrderCancelled(ANN.head("cancelled:" + id + at, at), id, Optional.empty());
      default -> {
        String refund = id + "-r" + kind;
        yield new OrderRefunded(ANN.head("refunded:" + refund + at, at), id, refund, money);
      }
    };
  }

  private static LoyaltyEntry entry(String id, int hours, long points) {
    var type = points < -1_500 ? LoyaltyEntry.Type.REDEEM : LoyaltyEntry.Type.ADJUST;
    return new LoyaltyEntry(ANN.customer(), id, type, points, Optional.empty(), ago(hours));
  }

  /** What PostgreSQL tells in the course of time: versions go on over erasures. */
  static Arbitrary<List<Fact>> versions() {
    return Arbitraries.of(true, true, false)
        .list()
        .ofMaxSize(7)
        .map(
            updates -> {
              List<Fact> told = new ArrayList<>();
              Optional<Instant> erased = Optional.empty();
              Optional<Instant> created = Optional.empty();
              for (int i = 0; i < updates.size(); i++) {
                Instant at =
                    NOW.minus(Duration.ofHours(HOURS)).plus(Duration.ofDays(50L * (i + 1)));
                if (updates.get(i)) {
                  created = created.or(() -> Optional.of(at));
                  told.add(new Fact.Version(known(i + 1, created.orElseThrow(), at, erased)));
                } else {
                  erased = Optional.of(at);
                  created = Optional.empty();
                  told.add(new Fact.Version(new ProfileRecord.Erased(ANN.customer(), i + 1, at)));
                }
              }
              return told;
            });
  }

  private static ProfileRecord.Known known(
      long version, Instant created, Instant at, Optional<Instant> erased) {
    Profile profile = profile(version);
    Revision revision =
        Revision.between(
            Profile.NOTHING, profile, created.equals(at), Origin.API, Optional.empty(), at);
    return new ProfileRecord.Known(ANN.customer(), version, created, at, erased, profile, revision);
  }

  /** Of another source, and with other consents, than those beside it. */
  private static Profile profile(long version) {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.SOURCE, Optional.of("version " + version))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(version % 2 == 1))
        .flag(ProfileField.SMS_OPT_IN, Optional.of(version % 3 == 0))
        .flag(ProfileField.PUSH_OPT_IN, version % 4 == 0 ? Optional.of(true) : Optional.empty())
        .build();
  }

  private static Instant ago(int hours) {
    return NOW.minus(Duration.ofHours(hours));
  }
}
