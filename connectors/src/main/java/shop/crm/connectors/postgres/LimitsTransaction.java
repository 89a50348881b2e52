package shop.crm.connectors.postgres;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/**
 * Writes of limits within one transaction, with what the instances are told of them. All who set
 * limits wait for each other, so that the outbox has those of a tenant in the order of revisions.
 */
final class LimitsTransaction implements LimitsWriter {

  /** Names the lock of all who set limits among PostgreSQL's advisory locks. */
  private static final long LOCK = 0x63726D_6C696D69L;

  private static final String ONE =
      "SELECT tenant_id, " + LimitsTable.COLUMNS + " FROM tenant_limits WHERE tenant_id = :tenant";

  private final Handle handle;
  private final Clock clock;

  LimitsTransaction(Handle handle, Clock clock) {
    this.handle = handle;
    this.clock = clock;
  }

  @Override
  public TenantLimits lock(String tenant) {
    handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
    return handle
        .createQuery(ONE)
        .bind("tenant", tenant)
        .map(LimitsTable::limits)
        .findOne()
        .orElseGet(() -> TenantLimits.none(tenant));
  }

  @Override
  public TenantLimits set(TenantLimits locked, Map<Limit, Long> values) {
    if (locked.values().equals(values)) {
      return locked;
    }
    if (locked.revision() == 0 && isFull()) {
      throw new TooManyTenants();
    }
    TenantLimits after = new TenantLimits(locked.tenant(), values, locked.revision() + 1);
    Update update =
        handle
            .createUpdate(LimitsTable.SET)
            .bind("tenant", after.tenant())
            .bind("at", CustomerTable.timestamp(clock.instant().truncatedTo(ChronoUnit.MICROS)))
            .bind("revision", after.revision());
    for (Limit limit : Limit.values()) {
      update.bind(limit.text(), after.values().get(limit));
    }
    update.execute();
    Outbox.publish(handle, after);
    return after;
  }

  private boolean isFull() {
    return handle.createQuery("SELECT count(*) FROM tenant_limits").mapTo(Long.class).one()
        >= TenantLimits.MAX_TENANTS;
  }
}
