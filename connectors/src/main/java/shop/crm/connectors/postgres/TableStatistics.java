package shop.crm.connectors.postgres;

import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Has PostgreSQL count the customers whenever their number may have doubled. By itself it does so
 * within a minute or two; until then it may go on with plans that it made while the table was empty
 * and any index, even one that finds all customers of a tenant, seemed as good as the right one: a
 * batch of an import would take the longer the more customers there are.
 */
final class TableStatistics {

  /** Fewer are read soon, whatever the plan. */
  private static final int FEW = 500;

  private static final String COUNTED =
      "SELECT greatest(0, reltuples) FROM pg_class WHERE oid = 'customers'::regclass";

  private final Database database;
  private final AtomicLong uncounted = new AtomicLong();

  /** As many may be uncounted before it is worth looking how many were counted. */
  private volatile double bearable = FEW;

  TableStatistics(Database database) {
    this.database = database;
  }

  /** To be called after a transaction that may have created as many customers. */
  void grown(int customers) {
    if (uncounted.addAndGet(customers) >= bearable) {
      database.read(this::count);
    }
  }

  private long count(Handle handle) {
    double counted = handle.createQuery(COUNTED).mapTo(Double.class).one();
    long since = uncounted.get();
    // Of several threads one counts.
    if (since >= counted && uncounted.compareAndSet(since, 0)) {
      handle.execute("ANALYZE customers");
      counted += since;
    }
    bearable = Math.max(FEW, counted);
    return since;
  }
}
