package shop.crm.standalone.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.access.TenantLimitsReplica;
import shop.crm.connectors.postgres.OutboxRelay;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/** What is set for a tenant in PostgreSQL reaches every instance, by the outbox and the topic. */
class TenantLimitsIT extends RelayFixture {

  private static final Clock CLOCK = Clock.systemUTC();

  @BeforeEach
  void begin() {
    OutboxRelay relay =
        new OutboxRelay(
            database.database(), servers.kafkaClient(), CLOCK, new SimpleMeterRegistry());
    closedAfterwards(relay).start();
  }

  private TenantLimitsReplica instance() {
    return closedAfterwards(
        new TenantLimitsReplica(servers.kafkaClient(), new SimpleMeterRegistry()));
  }

  private TenantLimits set(String tenant, Map<Limit, Long> values) {
    return database
        .profiles()
        .write(writer -> writer.limits().set(writer.limits().lock(tenant), values));
  }

  @Test
  void what_is_set_for_a_tenant_holds_on_every_instance() {
    TenantLimitsReplica one = instance();
    TenantLimitsReplica other = instance();
    one.start();
    other.start();
    TenantLimits first = set("shop", Map.of(Limit.EXPORTS, 3L));
    Await.until("one knows", () -> one.find("shop").equals(Optional.of(first)));
    Await.until("the other knows", () -> other.find("shop").equals(Optional.of(first)));

    set("shop", Map.of());
    Await.until("one has forgotten", () -> one.find("shop").isEmpty());
    Await.until("the other has forgotten", () -> other.find("shop").isEmpty());
    TenantLimits third = set("shop", Map.of(Limit.IMPORTS, 1L));
    Await.until("the other knows again", () -> other.find("shop").equals(Optional.of(third)));
    assertEquals(3, third.revision());
  }

  @Test
  void an_instance_that_starts_knows_what_there_is() {
    TenantLimits known = set("early", Map.of(Limit.PREVIEWS, 2L));
    Await.until("all is published", () -> database.outbox().isEmpty());
    TenantLimitsReplica late = instance();
    assertFalse(late.isComplete());

    late.start();
    Await.until("all is read", late::isComplete);
    assertEquals(Optional.of(known), late.find("early"));
  }
}
