package shop.crm.connectors.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.schemas.topic.TenantLimitsJson;

/** What an instance makes of the records of limits. */
class TenantLimitsReplicaTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TenantLimitsReplica replica = new TenantLimitsReplica(Map.of(), registry);

  private static TenantLimits limits(long revision) {
    return new TenantLimits("shop", Map.of(Limit.EXPORTS, revision), revision);
  }

  private void take(TenantLimits limits) {
    take(TenantLimitsJson.write(limits));
  }

  private void take(byte[] value) {
    replica.take(new ConsumerRecord<>(Topics.TENANTS, 0, 7, "shop".getBytes(UTF_8), value));
  }

  @Test
  void of_one_tenant_the_highest_revision_wins_whatever_comes_last() {
    take(limits(2));
    take(limits(3));
    take(limits(1));

    assertEquals(Optional.of(limits(3)), replica.find("shop"));
    assertEquals(Optional.empty(), replica.find("other"));
  }

  @Test
  void nothing_is_kept_of_a_tenant_without_limits() {
    take(limits(1));
    assertEquals(1, registry.get("crm.tenants.limited").gauge().value());
    take(new TenantLimits("shop", Map.of(), 2));

    assertEquals(Optional.empty(), replica.find("shop"));
    assertEquals(0, registry.get("crm.tenants.limited").gauge().value());
  }

  @Test
  void what_cannot_be_read_leaves_what_was_known_and_is_counted() {
    take(limits(1));
    take("{}".getBytes(UTF_8));

    assertEquals(Optional.of(limits(1)), replica.find("shop"));
    assertEquals("1 1", replica.status().handled() + " " + replica.status().rejected());
  }
}
