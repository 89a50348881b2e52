package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.topology.CrmDriver;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Rules;
import shop.crm.topology.inforce.SettingsChanges.Setting;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.task.Task;

/** A task follows what is new in force without reading any of it itself. */
class SettingsFollowedTest {

  private static final Instant START = CrmDriver.START;
  private static final Facts ANN = Facts.of("ann");

  private final KeptStores stores = new KeptStores();
  private final LiveTasks live = new LiveTasks();
  private final CustomerProcessor processor =
      new CustomerProcessor(
          Rules.topology(Rules.DEFAULT, 1), RulesInForce.untold(Rules.DEFAULT), live);
  private final Started task = stores.start(processor, START);

  @Test
  void an_edit_is_followed_though_the_task_could_not_read_it() {
    order("o1");

    edit(1, 1);
    task.pass(Task.TICK);
    assertEquals(List.of(7), members());

    edit(2, 2);
    task.pass(Task.TICK);
    assertEquals(List.of(), members());
  }

  @Test
  void a_task_that_ends_holds_no_tenant_any_more() {
    order("o1");
    edit(1, 1);

    processor.close();
    processor.close();

    assertEquals(0, live.inForce().of("default").segments().revision());
  }

  /** It does not lie in the store, from which each task would have to read it. */
  private void edit(long revision, int leastOrders) {
    SegmentRecord record =
        new SegmentRecord.Defined(
            new SegmentDefinition(
                new SegmentDefinition.Key("default", "s", 7),
                revision,
                revision,
                "Segment",
                Optional.empty(),
                Optional.of(
                    ConditionsJson.stored(
                        JsonNodeFactory.instance
                            .objectNode()
                            .put("field", "total_orders")
                            .put("operator", "gte")
                            .put("value", leastOrders))),
                new Span(START, START)));
    live.inForce()
        .changed(Setting.SEGMENTS, record.key(), Optional.of(SegmentRecordJson.write(record)));
  }

  private void order(String id) {
    task.send(
        Topics.ORDERS,
        ANN.customer().toString(),
        EventWriter.write(ANN.created(id, "5.00", START), "UAH"));
  }

  private List<Integer> members() {
    byte[] row = stores.store(StoreNames.CUSTOMERS).get(ANN.customer().toString());
    return IntStream.of(CustomerRow.decode(row).memberships().segments()).boxed().toList();
  }
}
