package shop.crm.connectors.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How many more customers may be created for a tenant over HTTP, within one transaction. Of a
 * tenant without such a limit nobody counts. Of another its transactions wait for each other, and
 * customers are counted once in a while only: those that events bring are known a minute later, and
 * that some were erased a second after the limit was reached.
 */
final class CustomerRoom {

  private static final Duration COUNT_HOLDS = Duration.ofMinutes(1);
  private static final Duration COUNT_HOLDS_AT_LIMIT = Duration.ofSeconds(1);

  private static final String LOCK =
      """
      SELECT customers, customers_counted, counted_at FROM tenant_limits \
      WHERE tenant_id = ? AND customers IS NOT NULL FOR UPDATE""";

  private static final String COUNT =
      "SELECT count(*) FROM (SELECT FROM customers WHERE tenant_id = ? LIMIT ?) AS found";

  private static final String NOTE =
      """
      UPDATE tenant_limits SET customers_counted = ?, counted_at = ? \
      WHERE tenant_id = ? AND (counted_at IS NULL OR counted_at <= ?)""";

  private final Handle handle;
  private final Optional<Counted> counted;
  private final boolean isNew;
  private long created;

  /**
   * What is known of a tenant with a limit.
   *
   * @param customers how many there were, and how many were created since
   * @param at when they were counted
   */
  record Counted(String tenant, long limit, long customers, Optional<Instant> at) {

    private boolean holds(long more, Instant now) {
      Duration time = customers + more > limit ? COUNT_HOLDS_AT_LIMIT : COUNT_HOLDS;
      return at.filter(then -> now.isBefore(then.plus(time)) && !now.isBefore(then)).isPresent();
    }

    /** Lets those who come next know. */
    void note(Handle handle, long created) {
      Rows.write(
          handle, NOTE, List.<Object[]>of(new Object[] {customers + created, at, tenant, at}));
    }
  }

  private CustomerRoom(Handle handle, Optional<Counted> counted, boolean isNew) {
    this.handle = handle;
    this.counted = counted;
    this.isNew = isNew;
  }

  /**
   * The room that there is; nobody else takes from it until the transaction ends.
   *
   * @param wanted how many are to be created at the most
   */
  static CustomerRoom lock(Handle handle, String tenant, long wanted, Instant now) {
    Optional<Counted> known =
        wanted == 0
            ? Optional.empty()
            : Rows.find(
                handle,
                LOCK,
                row ->
                    new Counted(
                        tenant,
                        row.getLong(1),
                        row.getLong(2),
                        CustomerTable.optionalInstant(row, 3)),
                tenant);
    boolean holds = known.map(it -> it.holds(wanted, now)).orElse(true);
    return new CustomerRoom(
        handle, holds ? known : known.map(it -> count(handle, it, now)), !holds);
  }

  private static Counted count(Handle handle, Counted known, Instant now) {
    long customers =
        Rows.find(handle, COUNT, row -> row.getLong(1), known.tenant(), known.limit())
            .orElseThrow();
    return new Counted(known.tenant(), known.limit(), customers, Optional.of(now));
  }

  /** Whether another one may be created. */
  boolean isLeft() {
    return counted.map(known -> known.customers() + created < known.limit()).orElse(true);
  }

  /** One is created. */
  void take() {
    created++;
  }

  /**
   * Requires that there is room for one, who is then created.
   *
   * @throws TooManyCustomers if there is none
   */
  void takeOrRefuse() {
    if (!isLeft()) {
      throw new TooManyCustomers(counted.orElseThrow().limit(), counted.filter(_ -> isNew));
    }
    take();
    write();
  }

  /** Notes what was counted and created, for those who come next. */
  void write() {
    counted.ifPresent(known -> known.note(handle, created));
  }
}
