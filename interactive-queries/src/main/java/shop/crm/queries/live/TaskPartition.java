package shop.crm.queries.live;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import shop.crm.queries.live.question.OwnedPartition;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.live.LiveTasks.LiveTask;

/** One partition whose task runs here; its stores are opened when rows are asked for. */
record TaskPartition(int number, LiveTask task, Partitions partitions, BooleanSupplier cancelled)
    implements OwnedPartition {

  @Override
  public int count() {
    return partitions.count();
  }

  @Override
  public Instant now() {
    return partitions.now();
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  @Override
  public <T> Optional<T> customer(CustomerKey key, Read<T> read) {
    return partitions.reader(number).customer(key, read);
  }

  @Override
  public void customers(String tenant, Look look) {
    partitions.reader(number).customers(tenant, look);
  }
}
