package shop.crm.connectors.postgres;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.mapper.RowMapper;
import shop.crm.connectors.postgres.StoredCustomers.Erased;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;

/** Profiles in PostgreSQL. */
public final class PostgresProfiles implements Profiles {

  /** Rows of a ledger that are fetched at once. */
  private static final int LEDGER_PAGE = 200;

  private static final String ENTRIES =
      """
      SELECT id, type, points, reason, at FROM loyalty_entries \
      WHERE tenant_id = :tenant AND customer_id = :customer ORDER BY at DESC, id""";

  private static final String CONSENTS =
      """
      SELECT channel, opted_in, at, origin, source_id FROM consents \
      WHERE tenant_id = :tenant AND customer_id = :customer \
      ORDER BY version DESC, channel LIMIT 1000""";

  private final Database database;
  private final Clock clock;
  private final FirstAnswers answers;
  private final TableStatistics statistics;

  /** Profiles in that database. */
  public PostgresProfiles(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.answers = new FirstAnswers(clock);
    this.statistics = new TableStatistics(database);
  }

  @Override
  public Lookup find(CustomerKey key) {
    return database.read(
        handle -> {
          Optional<StoredProfile> customer = StoredCustomers.one(handle, key);
          return new Lookup(
              customer,
              customer.isPresent()
                  ? customer.get().erasedAt()
                  : StoredCustomers.erased(handle, key).map(Erased::at));
        });
  }

  @Override
  public Map<String, Lookup> find(String tenant, Collection<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return database.read(
        handle -> {
          Map<String, StoredProfile> found = StoredCustomers.some(handle, tenant, ids);
          List<String> absent = ids.stream().filter(id -> !found.containsKey(id)).toList();
          Map<String, Erased> erased =
              absent.isEmpty() ? Map.of() : StoredCustomers.erased(handle, tenant, absent);
          Map<String, Lookup> lookups = new HashMap<>();
          found.forEach(
              (id, profile) ->
                  lookups.put(id, new Lookup(Optional.of(profile), profile.erasedAt())));
          absent.forEach(
              id ->
                  lookups.put(
                      id,
                      new Lookup(
                          Optional.empty(), Optional.ofNullable(erased.get(id)).map(Erased::at))));
          return lookups;
        });
  }

  @Override
  public List<StoredProfile> list(String tenant, ProfileQuery query) {
    return database.read(handle -> ListQuery.run(handle, tenant, query));
  }

  @Override
  public void entries(CustomerKey key, Predicate<LoyaltyEntry> each) {
    // In a transaction the driver fetches page by page; otherwise it would read all at once.
    database.snapshot(
        handle -> {
          try (var rows =
              handle
                  .createQuery(ENTRIES)
                  .bind("tenant", key.tenant())
                  .bind("customer", key.customer())
                  .setFetchSize(LEDGER_PAGE)
                  .map(entry(key))
                  .iterator()) {
            boolean more = true;
            while (more && rows.hasNext()) {
              more = each.test(rows.next());
            }
            return more;
          }
        });
  }

  private static RowMapper<LoyaltyEntry> entry(CustomerKey key) {
    return (row, context) ->
        new LoyaltyEntry(
            key,
            row.getString("id"),
            LoyaltyEntry.Type.named(row.getString("type")).orElseThrow(),
            row.getLong("points"),
            Optional.ofNullable(row.getString("reason")),
            CustomerTable.instant(row, "at"));
  }

  @Override
  public List<Consent> consents(CustomerKey key) {
    return database.read(
        handle ->
            handle
                .createQuery(CONSENTS)
                .bind("tenant", key.tenant())
                .bind("customer", key.customer())
                .map(
                    (row, context) ->
                        new Consent(
                            new ConsentChange(
                                Channel.named(row.getString("channel")).orElseThrow(),
                                Optional.ofNullable((Boolean) row.getObject("opted_in"))),
                            CustomerTable.instant(row, "at"),
                            Origin.named(row.getString("origin")).orElseThrow(),
                            Optional.ofNullable(row.getString("source_id"))))
                .list());
  }

  @Override
  public <T> T write(Function<ProfileWriter, T> work) {
    return counting(
        () -> database.transaction(handle -> work.apply(new Transaction(handle, clock))));
  }

  @Override
  public Answer once(Once once, Function<ProfileWriter, Answer> work) {
    return counting(
        () ->
            database.transaction(
                handle ->
                    answers.once(handle, once, () -> work.apply(new Transaction(handle, clock)))));
  }

  /** What was counted to refuse somebody is not counted again at once to refuse the next. */
  private <T> T counting(Supplier<T> work) {
    try {
      return work.get();
    } catch (TooManyCustomers e) {
      if (e.counted().isPresent()) {
        database.read(
            handle -> {
              e.counted().get().note(handle, 0);
              return handle;
            });
      }
      throw e;
    }
  }

  @Override
  public boolean isUsed(String tenant, String key) {
    return database.read(handle -> FirstAnswers.isUsed(handle, tenant, key));
  }

  @Override
  public Optional<Answer> answered(Once once) {
    return database.read(handle -> FirstAnswers.answered(handle, once));
  }

  @Override
  public List<Imported> take(String tenant, List<ImportLine> lines) {
    if (lines.isEmpty()) {
      return List.of();
    }
    List<Imported> outcomes =
        database.transaction(
            handle -> {
              List<String> ids = lines.stream().map(ImportLine::id).distinct().toList();
              Instant now = now();
              ProfileBatch intake = new ProfileBatch(handle, tenant, ids, now);
              List<Imported> results = intake.take(lines, now);
              intake.write();
              return results;
            });
    statistics.grown(lines.size());
    return outcomes;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
