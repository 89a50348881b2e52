package shop.crm.connectors.postgres;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.SecretHash;

/** API keys in PostgreSQL. */
public final class PostgresApiKeys implements ApiKeys {

  private static final String OF_ALL =
      KeyTable.ALL + " AND number > :after ORDER BY number LIMIT :limit";

  private static final String OF_OWNER =
      KeyTable.ALL + " AND owner = :owner AND number > :after ORDER BY number LIMIT :limit";

  private static final String EVER =
      "SELECT secret_sha256, revoked_at IS NOT NULL AS revoked FROM api_keys WHERE id = :id";

  /** A key that is used on every instance is written once a day, not by each of them. */
  private static final String USED =
      """
      UPDATE api_keys SET last_used_on = ? \
      WHERE id = ? AND (last_used_on IS NULL OR last_used_on < ?)""";

  private final Database database;
  private final Clock clock;

  /** Keys in that database. */
  public PostgresApiKeys(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return database.read(handle -> new KeyTransaction(handle, clock).find(id));
  }

  @Override
  public List<StoredKey> list(Optional<String> owner, long after, int limit) {
    return database.read(
        handle -> {
          var query = handle.createQuery(owner.isPresent() ? OF_OWNER : OF_ALL);
          owner.ifPresent(name -> query.bind("owner", name));
          return query.bind("after", after).bind("limit", limit).map(KeyTable::key).list();
        });
  }

  @Override
  public Placed putIfAbsent(KeyDraft draft, Optional<AuditLine> line) {
    return database.transaction(
        handle -> {
          Optional<Placed> before = placed(handle, draft);
          if (before.isPresent()) {
            return before.get();
          }
          try {
            new KeyTransaction(handle, clock).create(draft);
            line.ifPresent(told -> AuditTable.insert(handle, List.of(told)));
            return Placed.CREATED;
          } catch (AlreadyThere e) {
            // Another instance starts at the same time.
            throw new LostRace(e);
          }
        });
  }

  private static Optional<Placed> placed(Handle handle, KeyDraft draft) {
    return handle
        .createQuery(EVER)
        .bind("id", draft.id())
        .map(
            (row, context) -> {
              if (row.getBoolean("revoked")) {
                return Placed.REVOKED;
              }
              boolean same =
                  SecretHash.ofHex(row.getString("secret_sha256")).matches(draft.secret());
              return same ? Placed.THERE : Placed.OTHER_SECRET;
            })
        .findOne();
  }

  @Override
  public void used(Map<String, LocalDate> days) {
    database.transaction(
        handle -> {
          Rows.write(
              handle,
              USED,
              days.entrySet().stream()
                  // In one order everywhere: two instances never wait for each other.
                  .sorted(Map.Entry.comparingByKey())
                  .map(use -> new Object[] {use.getValue(), use.getKey(), use.getValue()})
                  .toList());
          return days.size();
        });
  }
}
