package shop.crm.topology.processor;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Ids;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.RecalculationRequest;

/**
 * Sends each tenant's spend to where thresholds are merged: when it has changed, spaced out, and at
 * once when someone asks for a calculation.
 */
final class SnapshotPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);

  private final CustomerProcessor task;
  private final SettingsStores global;
  private final int partition;
  private final Map<String, byte[]> seen = new HashMap<>();

  SnapshotPublisher(CustomerProcessor task, SettingsStores global, int partition) {
    this.task = task;
    this.global = global;
    this.partition = partition;
  }

  void publish(Collection<Tenant> tenants, long nowMillis) {
    global.eachRecalculation(this::see);
    for (Tenant tenant : tenants) {
      if (tenant.toPublish(nowMillis)) {
        task.step("spend", tenant.name(), () -> publish(tenant, nowMillis));
      }
    }
  }

  private void publish(Tenant tenant, long nowMillis) {
    task.send(
        tenant.name(),
        tenant.publish(partition, nowMillis).encode(),
        Instant.ofEpochMilli(nowMillis),
        Topics.SPEND_HISTOGRAMS);
  }

  /** Also for a tenant without customers here: the merge waits for every partition's answer. */
  private void see(String tenant, byte[] request) {
    if (seen.put(tenant, request) != request) {
      id(tenant, request).ifPresent(id -> task.tenant(tenant).requested(id));
    }
  }

  /** Whoever wrote a request that cannot be read, it must not stop the stream. */
  private static Optional<String> id(String tenant, byte[] request) {
    try {
      if (!Ids.isValid(tenant)) {
        throw new IllegalArgumentException("its key names no tenant");
      }
      return Optional.of(RecalculationRequest.fromJson(request).id());
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RFM_RECALCULATIONS, e.getMessage());
      return Optional.empty();
    }
  }
}
