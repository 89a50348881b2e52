package shop.crm.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.state.RowWriter;
import shop.crm.topology.settings.Partitioning;

/** Anybody may write to a topic: what is not the service's own must not stop the stream. */
class ForeignRecordsTest {

  private static final byte[] READABLE = histogram(0, 1).toBytes();

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");

  @BeforeEach
  void start() {
    crm.send(ann.created("o1", "50.00", CrmDriver.START));
    crm.settle();
    crm.records(Topics.RFM_THRESHOLDS);
    crm.records(Topics.SPEND_HISTOGRAMS);
  }

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void a_record_in_another_partition_than_its_keys_is_put_aside() {
    try (CrmDriver first = new CrmDriver(2)) {
      List<Facts> here = new ArrayList<>();
      List<Reason> refused = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Facts someone = Facts.of("c" + i);
        first.send(someone.created("o1", "50.00", CrmDriver.START));
        if (Partitioning.of(someone.customer().toString(), 2) == 0) {
          here.add(someone);
        } else {
          refused.add(Reason.WRONG_KEY);
        }
      }

      assertTrue(!here.isEmpty() && !refused.isEmpty());
      assertEquals(refused, first.rejected());
      here.forEach(someone -> assertEquals(1, first.only(someone).purchases().count()));
      assertEquals(
          here.size(), first.live().task(0).orElseThrow().aggregates("default").customers());
    }
  }

  @Test
  void a_histogram_without_a_key_is_passed_over() {
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, null, READABLE);

    assertEquals(List.of(), crm.records(Topics.RFM_THRESHOLDS));
    theMergeGoesOn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "default/ann", "a tenant"})
  void a_histogram_whose_key_names_no_tenant_is_passed_over(String key) {
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, key, READABLE);

    assertEquals(List.of(), crm.records(Topics.RFM_THRESHOLDS));
    theMergeGoesOn();
  }

  @Test
  void a_histogram_that_cannot_be_or_be_read_is_passed_over() {
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, "other", null);
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, "other", "no histogram".getBytes(UTF_8));
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, "other", histogram(1, 1).toBytes());
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, "other", histogram(0, 1, Long.MAX_VALUE, 5).toBytes());
    crm.sendRaw(Topics.SPEND_HISTOGRAMS, "other", histogram(0, 1L << 40, 1L << 40).toBytes());

    assertEquals(List.of(), crm.records(Topics.RFM_THRESHOLDS));
    theMergeGoesOn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no thresholds",
        "{\"version\":-1,\"monetary\":[\"1.00\",\"2.00\",\"3.00\",\"4.00\"],"
            + "\"customers\":1,\"calculated_at\":\"2026-02-03T00:00:00Z\"}",
        "{\"version\":9,\"monetary\":[\"1e999999999\",\"2.00\",\"3.00\",\"4.00\"],"
            + "\"customers\":1,\"calculated_at\":\"2026-02-03T00:00:00Z\"}"
      })
  void thresholds_that_cannot_be_leave_those_in_force(String thresholds) {
    crm.sendRaw(Topics.RFM_THRESHOLDS, null, thresholds.getBytes(UTF_8));
    crm.sendRaw(Topics.RFM_THRESHOLDS, "default", thresholds.getBytes(UTF_8));

    theMergeGoesOn();
  }

  @Test
  void a_request_to_recalculate_that_cannot_be_read_or_names_no_tenant_is_passed_over() {
    crm.sendRaw(Topics.RFM_RECALCULATIONS, null, "{\"id\":\"r-1\"}".getBytes(UTF_8));
    crm.sendRaw(Topics.RFM_RECALCULATIONS, "a/b", "{\"id\":\"r-1\"}".getBytes(UTF_8));
    crm.sendRaw(Topics.RFM_RECALCULATIONS, "default", "{\"id\":7".getBytes(UTF_8));
    crm.settle();

    assertEquals(List.of(), crm.records(Topics.SPEND_HISTOGRAMS));
    theMergeGoesOn();
  }

  @Test
  void a_record_without_a_timestamp_has_that_of_the_one_before() {
    assertEquals(7, CrmTopology.timestamp(record(7), 3));
    assertEquals(3, CrmTopology.timestamp(record(-1), 3));
    assertEquals(0, CrmTopology.timestamp(record(-1), -1));
  }

  private static ConsumerRecord<Object, Object> record(long timestamp) {
    return new ConsumerRecord<>(
        Topics.ORDERS,
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        "key",
        "value",
        new RecordHeaders(),
        Optional.empty());
  }

  private void theMergeGoesOn() {
    crm.send(Facts.of("bob").created("o2", "80.00", CrmDriver.START));
    crm.settle();

    var thresholds = crm.thresholds().orElseThrow();
    assertEquals(2, thresholds.customers());
    assertEquals(
        List.of("80.00", "80.00", "80.00", "80.00"),
        thresholds.monetary().stream().map(it -> it.orElseThrow().toString()).toList());
    assertEquals(1, crm.only(ann).standing().orElseThrow().scores().monetary());
  }

  /** As a task publishes it: so many customers in each of the lowest buckets. */
  private static RowWriter histogram(int partition, long... customers) {
    RowWriter out = new RowWriter();
    out.fixed8(1).unsigned(partition).unsigned(0).unsigned(0).text("");
    out.unsigned(customers.length);
    for (long count : customers) {
      out.unsigned(1).unsigned(count);
    }
    return out;
  }
}
