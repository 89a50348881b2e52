package shop.crm.topology.processor;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.RecalculationRequest;

/**
 * Sends each tenant's spend to where thresholds are merged: when it has changed, spaced out, and at
 * once when someone asks for a calculation.
 */
final class SnapshotPublisher {

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
        task.forward(
            tenant.name(),
            tenant.publish(partition, nowMillis).encode(),
            Instant.ofEpochMilli(nowMillis),
            Topics.SPEND_HISTOGRAMS);
      }
    }
  }

  /** Also for a tenant without customers here: the merge waits for every partition's answer. */
  private void see(String tenant, byte[] request) {
    if (seen.put(tenant, request) != request) {
      task.tenant(tenant).requested(RecalculationRequest.fromJson(request).id());
    }
  }
}
