package shop.crm.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Headers;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.topology.task.TaskFailures.Failure;

/** What cannot be processed is put aside, and everything else goes on. */
class PoisonTest {

  private static final byte[] DAMAGED = {99, 1, 2, 3};

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");
  private final Facts bob = Facts.of("bob");

  @AfterEach
  void close() {
    crm.close();
  }

  private void damage(Facts whose) {
    crm.store(StoreNames.CUSTOMERS).put(whose.customer().toString(), DAMAGED);
  }

  @Test
  void a_record_that_cannot_be_processed_becomes_a_dead_letter_and_the_next_one_is_taken() {
    damage(ann);
    crm.send(ann.created("o1", "50.00", CrmDriver.START));
    crm.send(bob.created("o2", "80.00", CrmDriver.START));

    TestRecord<String, byte[]> letter = crm.records(Topics.DEAD_LETTERS).getFirst();
    assertEquals(List.of(Reason.POISON), crm.rejected());
    assertEquals("poison", header(letter, Headers.REASON));
    assertEquals("java.lang.IllegalArgumentException", header(letter, Headers.EXCEPTION));
    assertEquals("kafka:crm.orders-0@0", header(letter, Headers.SOURCE));
    assertEquals("processing it failed again", header(letter, Headers.DETAIL));
    assertEquals(1, crm.only(bob).purchases().count());
    assertEquals(
        List.of("crm.orders-0@0 failed 2 times: java.lang.IllegalArgumentException"),
        crm.live().failures().newest(9).stream().map(Failure::toString).toList());
  }

  @Test
  void time_passes_over_a_customer_whose_row_is_damaged() {
    crm.send(ann.created("o1", "50.00", CrmDriver.START));
    crm.send(bob.created("o2", "80.00", CrmDriver.START));
    crm.settle();
    int recency = crm.only(bob).standing().orElseThrow().scores().recency();
    damage(ann);
    crm.pass(Duration.ofDays(400));
    crm.settle();

    assertTrue(crm.only(bob).standing().orElseThrow().scores().recency() < recency);
    assertTrue(crm.live().failures().rowsLeftOut() > 0);
  }

  @Test
  void a_damaged_row_at_a_time_does_not_stop_time() {
    crm.send(bob.created("o2", "80.00", CrmDriver.START));
    crm.settle();
    int recency = crm.only(bob).standing().orElseThrow().scores().recency();
    crm.store(StoreNames.INDEX)
        .put(StoreNames.dueFrom(crm.now().toEpochMilli()) + "x", new byte[0]);
    crm.pass(Duration.ofDays(400));
    crm.settle();

    assertTrue(crm.only(bob).standing().orElseThrow().scores().recency() < recency);
  }

  @Test
  void new_thresholds_reach_everybody_but_a_customer_whose_row_is_damaged() {
    crm.send(ann.created("o1", "50.00", CrmDriver.START));
    crm.send(bob.created("o2", "80.00", CrmDriver.START));
    crm.settle();
    int monetary = crm.only(bob).standing().orElseThrow().scores().monetary();
    damage(ann);
    for (String rich : List.of("carl", "dora", "eve", "fay")) {
      crm.send(Facts.of(rich).created("o-" + rich, "900.00", CrmDriver.START));
    }
    crm.requestRecalculation("again");

    assertTrue(crm.only(bob).standing().orElseThrow().scores().monetary() < monetary);
    assertEquals(
        List.of("default/ann: cannot be read"),
        crm.audit().differences().stream().filter(it -> it.contains("/ann")).toList());
  }

  @Test
  void what_would_be_too_large_for_dead_letters_is_cut_key_and_headers_as_well() {
    crm.sendRaw(Topics.ORDERS, "k".repeat(2_000), "no event".getBytes(UTF_8));

    assertEquals(null, crm.records(Topics.DEAD_LETTERS).getFirst().key());
  }

  private static String header(TestRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
