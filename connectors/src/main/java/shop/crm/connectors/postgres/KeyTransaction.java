package shop.crm.connectors.postgres;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;

/**
 * Writes of keys within one transaction, with what the instances are told of them. Whoever changes
 * a key has locked its row, so that the outbox has its changes in the order of revisions.
 */
final class KeyTransaction implements KeyWriter {

  /** Names the lock of all who make keys among PostgreSQL's advisory locks. */
  private static final long LOCK = 0x63726D_6B657973L;

  private static final String COUNT =
      """
      SELECT count(*) AS keys, count(*) FILTER (WHERE owner = :owner) AS own \
      FROM api_keys WHERE revoked_at IS NULL""";

  private static final String INSERT =
      """
      INSERT INTO api_keys \
      (id, owner, name, scopes, secret_sha256, revision, created_at, expires_at) \
      VALUES (:id, :owner, :name, :scopes, :secret, :revision, :createdAt, :expiresAt) \
      ON CONFLICT (id) DO NOTHING RETURNING number""";

  private static final String ROTATE =
      """
      UPDATE api_keys SET secret_sha256 = :secret, old_sha256 = :old, \
      old_valid_until = :oldValidUntil, revision = :revision WHERE id = :id""";

  private static final String REVOKE =
      "UPDATE api_keys SET revoked_at = :at, revision = :revision WHERE id = :id";

  private final Handle handle;
  private final Clock clock;

  KeyTransaction(Handle handle, Clock clock) {
    this.handle = handle;
    this.clock = clock;
  }

  private record Counts(long keys, long own) {}

  @Override
  public StoredKey create(KeyDraft draft) {
    handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
    String owner = draft.grant().owner();
    Counts counts =
        handle
            .createQuery(COUNT)
            .bind("owner", owner)
            .map((row, context) -> new Counts(row.getLong("keys"), row.getLong("own")))
            .one();
    if (counts.keys() >= ApiKey.MAX_ALL || counts.own() >= ApiKey.MAX_OF_OWNER) {
      throw new TooManyKeys();
    }
    ApiKey key =
        new ApiKey(
            draft.id(),
            draft.name(),
            draft.grant(),
            List.of(new ApiKey.Secret(draft.secret(), Optional.empty())),
            now(),
            draft.expiresAt().map(KeyTransaction::stored),
            1);
    long number = insert(key).orElseThrow(() -> new AlreadyThere(AlreadyThere.What.ID));
    Outbox.publish(handle, new ApiKeyRecord.Issued(key));
    return new StoredKey(key, number, Optional.empty());
  }

  private Optional<Long> insert(ApiKey key) {
    return handle
        .createQuery(INSERT)
        .bind("id", key.id())
        .bind("owner", key.grant().owner())
        .bind("name", key.name())
        .bindArray("scopes", String.class, key.grant().scopes().stream().map(Scope::text).toList())
        .bind("secret", key.secrets().getFirst().hash().hex())
        .bind("revision", key.revision())
        .bind("createdAt", CustomerTable.timestamp(key.createdAt()))
        .bind("expiresAt", key.expiresAt().map(CustomerTable::timestamp).orElse(null))
        .mapTo(Long.class)
        .findOne();
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return one(KeyTable.ONE, id);
  }

  @Override
  public Optional<StoredKey> lock(String id) {
    return one(KeyTable.ONE + " FOR UPDATE", id);
  }

  private Optional<StoredKey> one(String sql, String id) {
    return handle.createQuery(sql).bind("id", id).map(KeyTable::key).findOne();
  }

  @Override
  public StoredKey rotate(StoredKey locked, SecretHash next, Instant oldValidUntil) {
    ApiKey before = locked.key();
    ApiKey.Secret present = before.secrets().getFirst();
    Instant end = stored(oldValidUntil);
    List<ApiKey.Secret> secrets =
        Stream.concat(
                Stream.of(new ApiKey.Secret(next, Optional.empty())),
                Stream.of(new ApiKey.Secret(present.hash(), Optional.of(end)))
                    .filter(old -> old.isValid(now())))
            .toList();
    ApiKey after =
        new ApiKey(
            before.id(),
            before.name(),
            before.grant(),
            secrets,
            before.createdAt(),
            before.expiresAt(),
            before.revision() + 1);
    boolean keepsOld = secrets.size() > 1;
    handle
        .createUpdate(ROTATE)
        .bind("secret", next.hex())
        .bind("old", keepsOld ? present.hash().hex() : null)
        .bind("oldValidUntil", keepsOld ? CustomerTable.timestamp(end) : null)
        .bind("revision", after.revision())
        .bind("id", after.id())
        .execute();
    Outbox.publish(handle, new ApiKeyRecord.Issued(after));
    return new StoredKey(after, locked.number(), locked.lastUsedOn());
  }

  @Override
  public void revoke(StoredKey locked) {
    ApiKeyRecord.Revoked revoked =
        new ApiKeyRecord.Revoked(locked.key().id(), locked.key().revision() + 1, now());
    handle
        .createUpdate(REVOKE)
        .bind("at", CustomerTable.timestamp(revoked.at()))
        .bind("revision", revoked.revision())
        .bind("id", revoked.id())
        .execute();
    Outbox.publish(handle, revoked);
  }

  private Instant now() {
    return stored(clock.instant());
  }

  /** A time as PostgreSQL keeps it. */
  private static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }
}
