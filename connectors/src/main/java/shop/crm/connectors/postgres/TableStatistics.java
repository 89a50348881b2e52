package shop.crm.connectors.postgres;

import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;

/**
 * Has PostgreSQL count the customers as soon as there are some. By itself it does so within a
 * minute or two; until then it may go on with plans that it made while the table was empty and any
 * index, even one that finds all customers of a tenant, seemed as good as the right one. Reading
 * many of them in a batch then takes the longer the more there are.
 */
final class TableStatistics {

  /** With so many counted, only the index that finds one customer seems good. */
  private static final int ENOUGH = 1_000;

  /** Whoever may not have them counted waits until PostgreSQL does so by itself. */
  private static final int MOST_ATTEMPTS = 8;

  private static final String COUNTED =
      "SELECT reltuples FROM pg_class WHERE oid = 'customers'::regclass";

  private final Database database;
  private final AtomicInteger attempts = new AtomicInteger();

  TableStatistics(Database database) {
    this.database = database;
  }

  /** To be called after a transaction that may have created many customers. */
  void grown() {
    if (attempts.get() < MOST_ATTEMPTS) {
      database.read(this::count);
    }
  }

  private int count(Handle handle) {
    double counted = handle.createQuery(COUNTED).mapTo(Double.class).one();
    if (counted >= ENOUGH) {
      attempts.set(MOST_ATTEMPTS);
    } else {
      handle.execute("ANALYZE customers");
      attempts.incrementAndGet();
    }
    return attempts.get();
  }
}
