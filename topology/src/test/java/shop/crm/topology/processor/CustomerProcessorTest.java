package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.Rules;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;

/** A task's begin and end; what it does in between is tested with the whole topology. */
class CustomerProcessorTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ANNA = "default/anna";
  private static final byte[] ROW =
      CustomerRow.encode(CustomerState.begin(NOW, "bronze").withProfile(Profile.STUB, 1, 0));

  private final LiveTasks live = new LiveTasks();
  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private final CustomerProcessor processor =
      new CustomerProcessor(
          Rules.topology(Rules.DEFAULT, 1), RulesInForce.untold(Rules.DEFAULT), live);

  @BeforeEach
  void anna_is_stored() {
    context.setCurrentSystemTimeMs(0);
    for (String name :
        List.of(
            StoreNames.CUSTOMERS,
            StoreNames.HISTORY,
            StoreNames.INDEX,
            StoreNames.MIGRATIONS,
            StoreNames.THRESHOLDS,
            StoreNames.SEGMENTS,
            StoreNames.CLV_MODELS,
            StoreNames.RULES_IN_FORCE,
            StoreNames.RECALCULATIONS)) {
      store(name);
    }
    context.<KeyValueStore<String, byte[]>>getStateStore(StoreNames.CUSTOMERS).put(ANNA, ROW);
  }

  private void store(String name) {
    KeyValueStore<String, byte[]> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
  }

  @Test
  void a_task_counts_its_customers_once_however_often_it_gets_its_state() {
    processor.init(context);
    processor.close();
    processor.init(context);

    assertEquals(
        1, live.task(context.taskId().partition()).orElseThrow().aggregates("default").customers());
  }

  @Test
  void a_task_starts_without_the_rows_that_it_cannot_read() {
    byte[] damaged = {99, 1};
    context
        .<KeyValueStore<String, byte[]>>getStateStore(StoreNames.CUSTOMERS)
        .put("default/abe", damaged);
    context.<KeyValueStore<String, byte[]>>getStateStore(StoreNames.MIGRATIONS).put("x", damaged);
    processor.init(context);

    assertEquals(
        1, live.task(context.taskId().partition()).orElseThrow().aggregates("default").customers());
    assertTrue(live.failures().rowsLeftOut() > 0);
  }

  @Test
  void others_read_the_stores_of_a_task_while_it_runs() {
    processor.init(context);

    assertArrayEquals(ROW, live.task(0).orElseThrow().store(StoreNames.CUSTOMERS).get(ANNA));
    processor.close();
    assertEquals(Optional.empty(), live.task(0));
  }
}
