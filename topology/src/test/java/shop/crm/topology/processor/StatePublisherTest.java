package shop.crm.topology.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.topic.CustomerStateJson;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Profiles;
import shop.crm.topology.Rules;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.settings.Publishing;
import shop.crm.topology.settings.TopologySettings;

/** Whoever folds the topic of states, newest record of each key, has what the stream has. */
class StatePublisherTest {

  private static final Instant START = Instant.parse("2026-06-01T22:00:00Z");
  private static final Facts ANN = Facts.of("ann");
  private static final Facts BOB = Facts.of("bob");

  private final KeptStores stores = new KeptStores();

  @Test
  void each_change_of_a_state_is_published_and_what_changes_nothing_is_not() {
    Started task = started(true);
    task.pass(Duration.ofMillis(100));
    send(task, ANN.created("o1", "600.00", START), BOB.created("o2", "80.00", START));
    assertEquals(2, published(task).size());
    assertEquals(stored(), folded(task));

    send(task, ANN.created("o1", "600.00", START));
    assertEquals(2, published(task).size());

    send(task, ANN.completed("o1", START), ANN.refunded("o1", "r1", "100.00", START));
    assertEquals(4, published(task).size());
    task.pass(Duration.ofDays(31));
    assertEquals(6, published(task).size());
    assertEquals(stored(), folded(task));
  }

  @Test
  void one_who_is_erased_has_no_value_and_one_who_comes_back_has_another() {
    Started task = started(true);
    Profiles profiles = Profiles.of(ANN);
    tell(
        task,
        ProfileRecordJson.write(profiles.saved(Profiles.named("ann", Optional.empty()), START)));
    send(task, ANN.created("o1", "600.00", START));
    tell(task, ProfileRecordJson.write(profiles.erased(START.plusSeconds(1))));
    assertEquals(Map.of("default/ann", "gone"), folded(task));

    send(task, ANN.created("o2", "5.00", START.plusSeconds(2)));
    assertEquals(stored(), folded(task));
    assertEquals(1, stored().size());
  }

  @Test
  void who_was_there_before_is_published_once_and_again_where_it_was_off_meanwhile() {
    Started off = started(false);
    send(off, ANN.created("o1", "600.00", START), BOB.created("o2", "80.00", START));
    off.pass(Duration.ofSeconds(1));
    assertEquals(List.of(), published(off));

    Started first = started(true);
    first.pass(Duration.ofMillis(100));
    first.pass(Duration.ofMillis(100));
    assertEquals(2, published(first).size());
    assertEquals(stored(), folded(first));

    Started again = started(true);
    again.pass(Duration.ofMillis(100));
    assertEquals(List.of(), published(again));

    send(started(false), ANN.created("o3", "7.00", START));
    Started anew = started(true);
    anew.pass(Duration.ofMillis(100));
    assertEquals(stored(), folded(anew));
  }

  @Test
  void one_who_was_erased_while_it_was_off_has_no_value_once_it_is_on_again() {
    Facts cleo = Facts.of("cleo");
    send(
        started(true),
        ANN.created("o1", "600.00", START),
        BOB.created("o2", "80.00", START),
        cleo.created("o3", "9.00", START));
    Started off = started(false);
    tell(off, ProfileRecordJson.write(Profiles.of(ANN).erased(START.plusSeconds(1))));
    byte[] erasure = ProfileRecordJson.write(Profiles.of(cleo).erased(START.plusSeconds(1)));
    off.send(Topics.PROFILES, cleo.customer().toString(), erasure);
    send(off, cleo.created("o4", "5.00", START.plusSeconds(2)));

    Started again = started(true);
    again.pass(Duration.ofMillis(100));
    again.pass(Duration.ofMillis(100));
    Map<String, String> all = stored();
    all.put("default/ann", "gone");
    assertEquals(all, folded(again));
    assertEquals(Set.of("default/bob", "default/cleo"), stored().keySet());

    again.pass(Duration.ofMillis(100));
    assertEquals(3, published(again).size());
  }

  private Started started(boolean on) {
    TopologySettings of = Rules.topology(Rules.DEFAULT, 1);
    TopologySettings settings =
        new TopologySettings(
            of.rules(),
            of.currency(),
            of.defaultTenant(),
            of.partitions(),
            of.calculationInterval(),
            of.recalculationChange(),
            new Publishing(Duration.ofHours(1), on));
    return stores.start(
        new CustomerProcessor(settings, RulesInForce.untold(settings.rules()), new LiveTasks()),
        START);
  }

  private static void send(Started task, InboundEvent... events) {
    for (InboundEvent event : events) {
      task.send(Topics.ORDERS, event.head().customer().toString(), EventWriter.write(event, "UAH"));
    }
  }

  private static void tell(Started task, byte[] profile) {
    task.send(Topics.PROFILES, ANN.customer().toString(), profile);
  }

  /** Key and value of each record of the topic; a value that is none is {@code gone}. */
  private static List<String[]> published(Started task) {
    List<String[]> records = new ArrayList<>();
    for (var captured : task.context().forwarded(Topics.CUSTOMER_STATE)) {
      byte[] value = captured.record().value();
      records.add(
          new String[] {
            captured.record().key(), value == null ? "gone" : new String(value, UTF_8)
          });
    }
    return records;
  }

  private static Map<String, String> folded(Started task) {
    Map<String, String> states = new TreeMap<>();
    published(task).forEach(record -> states.put(record[0], record[1]));
    return states;
  }

  private Map<String, String> stored() {
    Map<String, String> states = new TreeMap<>();
    try (var rows = stores.store(StoreNames.CUSTOMERS).all()) {
      rows.forEachRemaining(
          row ->
              states.put(
                  row.key,
                  new String(
                      CustomerStateJson.write(
                          CustomerKey.parse(row.key),
                          CustomerRow.decode(row.value),
                          number -> Optional.empty()),
                      UTF_8)));
    }
    return states;
  }
}
