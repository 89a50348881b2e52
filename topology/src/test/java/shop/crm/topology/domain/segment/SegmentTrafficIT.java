package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import shop.crm.schemas.Topics;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.CrmDriver;
import shop.crm.topology.Facts;
import shop.crm.topology.Profiles;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.live.LiveTasks.LiveTask;

/**
 * A shop's life beside definitions that come, change and go: after each step everybody is in just
 * the segments whose conditions, read naively, hold of them, and counts, lists and the chain of
 * events say the same.
 */
class SegmentTrafficIT {

  private static final int CUSTOMERS = 6;
  private static final int SEGMENTS = 4;
  private static final int STEPS = 40;

  /** What was told of one segment. */
  private record Told(SegmentRecord record, Optional<JsonNode> conditions) {

    boolean isManual() {
      return record instanceof SegmentRecord.Defined && conditions.isEmpty();
    }
  }

  private static final class Life implements AutoCloseable {
    final CrmDriver crm = new CrmDriver();
    final Random random;
    final Cases cases;
    final Map<Integer, Told> segments = new TreeMap<>();
    final Map<String, Profiles> profiles = new HashMap<>();
    final Map<String, Set<String>> followed = new HashMap<>();
    final Map<String, Set<Integer>> byHand = new HashMap<>();
    Predictions predictions = Predictions.NONE;
    long revision;
    long sequence;

    Life(Random random) {
      this.random = random;
      this.cases = new Cases(random);
    }

    Facts someone() {
      return Facts.of("c" + random.nextInt(CUSTOMERS));
    }

    void step() {
      switch (random.nextInt(13)) {
        case 0, 1 -> define();
        case 2 -> delete();
        case 3 -> byHand();
        case 4, 5 -> revise(someone());
        case 6 -> erase(someone());
        case 12 -> predict();
        case 7, 8 -> crm.pass(Duration.ofMillis(random.nextLong(Duration.ofDays(2).toMillis())));
        default -> crm.send(order());
      }
    }

    InboundEvent order() {
      Facts who = someone();
      String order = "o" + random.nextInt(4);
      Instant at = crm.now().minus(Duration.ofHours(random.nextInt(24 * 6)));
      String amount = new Money(random.nextInt(4) * 50L).toString();
      return switch (random.nextInt(6)) {
        case 0 -> who.cancelled(order, at);
        case 1 -> who.refunded(order, "r" + random.nextInt(2), amount, at);
        case 2 -> who.completed(order, at);
        default -> who.created(order, amount, at);
      };
    }

    void predict() {
      ClvModel model = cases.model(crm.now());
      predictions = new Predictions(ZoneOffset.UTC, Optional.of(model));
      crm.predict(model);
    }

    void define() {
      int number = random.nextInt(SEGMENTS);
      Optional<Told> before = Optional.ofNullable(segments.get(number));
      if (before.isPresent() && before.get().record() instanceof SegmentRecord.Deleted) {
        return;
      }
      boolean manual = before.map(Told::isManual).orElse(random.nextInt(4) == 0);
      Optional<JsonNode> conditions =
          manual ? Optional.empty() : Optional.of(cases.condition(random.nextInt(4)));
      tell(
          number,
          new SegmentRecord.Defined(
              new SegmentDefinition(
                  new SegmentDefinition.Key("default", "s" + number, number),
                  ++revision,
                  revision,
                  "Segment " + number,
                  Optional.empty(),
                  conditions.map(ConditionsJson::stored),
                  new Span(CrmDriver.START, crm.now()))),
          conditions);
    }

    void delete() {
      int number = random.nextInt(SEGMENTS);
      if (segments.containsKey(number)) {
        tell(
            number,
            new SegmentRecord.Deleted(
                "default", "s" + number, number, ++revision, "Segment " + number, crm.now()),
            Optional.empty());
      }
    }

    void tell(int number, SegmentRecord record, Optional<JsonNode> conditions) {
      segments.put(number, new Told(record, conditions));
      crm.define(record);
    }

    void byHand() {
      List<Integer> manual =
          segments.keySet().stream().filter(number -> segments.get(number).isManual()).toList();
      if (manual.isEmpty()) {
        return;
      }
      int number = manual.get(random.nextInt(manual.size()));
      Facts who = someone();
      boolean member = random.nextBoolean();
      ManualMembership fact =
          new ManualMembership(
              who.customer(),
              number,
              "s" + number,
              "Segment " + number,
              ++sequence,
              member,
              crm.now());
      crm.put(fact);
      // Again, and one that came before it: both change nothing.
      crm.put(fact);
      Set<Integer> in = byHand.computeIfAbsent(who.customer().customer(), c -> new HashSet<>());
      if (member) {
        in.add(number);
      } else {
        in.remove(number);
      }
    }

    void revise(Facts who) {
      crm.tell(profiles(who).saved(cases.profile(), crm.now()));
    }

    void erase(Facts who) {
      if (crm.customer(who.customer().toString()).isPresent()) {
        crm.tell(profiles(who).erased(crm.now()));
        byHand.remove(who.customer().customer());
        if (nobodyIsLeft()) {
          // A model goes with the tenant's last customer.
          predictions = Predictions.NONE;
        }
        // What is told from here on is newer than the erasure.
        crm.pass(Duration.ofMillis(1));
      }
    }

    boolean nobodyIsLeft() {
      return IntStream.range(0, CUSTOMERS)
          .mapToObj(i -> Facts.of("c" + i).customer().toString())
          .allMatch(key -> crm.customer(key).isEmpty());
    }

    Profiles profiles(Facts who) {
      return profiles.computeIfAbsent(who.customer().customer(), c -> Profiles.of(who));
    }

    void check() {
      for (int i = 0; i < 3; i++) {
        crm.pass(Duration.ofMillis(100));
      }
      crm.read(Topics.SEGMENT_MEMBERSHIP).forEach(this::follow);
      Map<Integer, Set<String>> members = new TreeMap<>();
      for (int i = 0; i < CUSTOMERS; i++) {
        Facts who = Facts.of("c" + i);
        crm.customer(who.customer().toString()).ifPresent(state -> check(who, state, members));
      }
      LiveTask task = crm.live().task(0).orElseThrow();
      SegmentCounts counts = task.segments("default");
      for (int number : segments.keySet()) {
        Set<String> in = members.getOrDefault(number, Set.of());
        assertEquals(in.size(), counts.members(number));
        assertEquals(
            in,
            task.list("default", CustomerQuery.members(number, 100)).stream()
                .map(Position::id)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
      assertEquals(counts.customers(), counts.visited(), "no walk is left under way");
    }

    void check(Facts who, CustomerState state, Map<Integer, Set<String>> members) {
      String id = who.customer().customer();
      Set<Integer> expected = new TreeSet<>();
      segments.forEach(
          (number, told) -> {
            boolean belongs =
                told.isManual()
                    ? byHand.getOrDefault(id, Set.of()).contains(number)
                    : told.conditions()
                        .map(
                            json ->
                                new Oracle(who.customer(), state, predictions, crm.now())
                                    .holds(json))
                        .orElse(false);
            if (belongs) {
              expected.add(number);
              members.computeIfAbsent(number, n -> new TreeSet<>()).add(id);
            }
          });
      assertEquals(
          expected,
          IntStream.of(state.memberships().segments())
              .boxed()
              .collect(Collectors.toCollection(TreeSet::new)),
          () -> id + " at " + crm.now() + ": " + segments);
      assertEquals(
          expected.stream().map(number -> "s" + number).collect(Collectors.toSet()),
          followed.getOrDefault(id, Set.of()));
    }

    void follow(JsonNode event) {
      Set<String> in =
          followed.computeIfAbsent(event.get("subject").asText(), c -> new TreeSet<>());
      String segment = event.get("data").get("segment_id").asText();
      assertTrue(
          event.get("type").asText().equals("customer.segment_entered")
              ? in.add(segment)
              : in.remove(segment),
          () -> "a gap in the chain: " + event);
    }

    @Override
    public void close() {
      crm.close();
    }
  }

  @Property(tries = 60)
  void everybody_is_where_the_conditions_put_them_whatever_happens(@ForAll Random random) {
    try (Life life = new Life(random)) {
      for (int i = 0; i < STEPS; i++) {
        life.step();
        life.check();
      }
      assertEquals(List.of(), life.crm.audit().differences());
      assertEquals(List.of(), life.crm.rejected());
    }
  }
}
