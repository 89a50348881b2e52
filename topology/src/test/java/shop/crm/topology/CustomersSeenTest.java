package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.topic.CustomerSeenJson;

/** The system of record is told of whom only a fact has named: once, and of an earlier fact. */
class CustomersSeenTest {

  private static final Instant START = CrmDriver.START;
  private static final Instant EARLIER = START.minus(Duration.ofDays(9));

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void an_order_of_an_unknown_customer_is_told_once() {
    crm.send(ann.created("o1", "10.00", START));
    var told = crm.records(Topics.SIGHTINGS);
    assertEquals(List.of("default/ann"), told.stream().map(record -> record.key()).toList());
    assertEquals(
        new CustomerSeen(ann.customer(), START), CustomerSeenJson.read(told.getFirst().value()));

    crm.send(ann.created("o1", "10.00", START), ann.created("o2", "10.00", START.plusSeconds(1)));
    crm.enter(ann.adjusted("l1", 5, START));

    assertEquals(List.of(), crm.sightings());
  }

  @Test
  void an_earlier_fact_is_told_again_and_only_that() {
    crm.send(ann.created("o1", "10.00", START));
    crm.sightings();

    crm.send(ann.created("o2", "10.00", EARLIER));
    crm.enter(ann.adjusted("l1", 5, EARLIER.plusSeconds(1)));
    crm.enter(ann.adjusted("l2", 5, EARLIER.minusSeconds(1)));

    assertEquals(
        List.of(
            new CustomerSeen(ann.customer(), EARLIER),
            new CustomerSeen(ann.customer(), EARLIER.minusSeconds(1))),
        crm.sightings());
    assertEquals(EARLIER.minusSeconds(1), crm.only(ann).createdAt());
  }

  @Test
  void an_entry_of_an_unknown_customer_is_told() {
    crm.enter(ann.adjusted("l1", 5, START));

    assertEquals(List.of(new CustomerSeen(ann.customer(), START)), crm.sightings());
  }

  @Test
  void whom_the_system_of_record_knows_it_is_told_of_an_earlier_fact_only() {
    crm.tell(Profiles.of(ann).saved(Profiles.named("Ann", Optional.empty()), START));
    crm.send(ann.created("o1", "10.00", START.plusSeconds(1)));
    assertEquals(List.of(), crm.sightings());

    crm.send(ann.created("o2", "10.00", EARLIER));

    assertEquals(List.of(new CustomerSeen(ann.customer(), EARLIER)), crm.sightings());
  }
}
