package shop.crm.standalone.command;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.connectors.postgres.AuditedCall;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.KeyWriter;
import shop.crm.connectors.postgres.PostgresApiKeys;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.standalone.config.Secrets;
import shop.crm.standalone.failure.CannotStart;

/**
 * API keys, straight from PostgreSQL: whoever may write there needs no key. A service need not run;
 * one that does takes changes to all instances.
 */
final class KeysDatabase implements AutoCloseable {

  private final Database database;
  private final Clock clock;

  private KeysDatabase(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Connects, and brings the tables to what this release needs.
   *
   * @throws CannotStart where nothing tells where PostgreSQL is, or it does not answer
   */
  static KeysDatabase open(Map<String, String> environment, Clock clock) {
    URI url = Door.postgres(environment);
    try {
      return new KeysDatabase(Database.open(url, 1, new SimpleMeterRegistry()), clock);
    } catch (DatabaseAway e) {
      throw new CannotStart(
          "PostgreSQL does not answer at " + Secrets.withoutPassword(url) + ".", e);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(
          "DATABASE_URL is wrong: expected postgres://user:password@host:5432/shop_crm", e);
    }
  }

  ApiKeys keys() {
    return new PostgresApiKeys(database, clock);
  }

  /** What can be done to a key, as the audit log tells of it: as of the call that does the same. */
  enum Change {
    CREATE("POST", ApiPaths.KEYS, 201),
    ROTATE("POST", ApiPaths.KEY + ":rotate", 200),
    REVOKE("DELETE", ApiPaths.KEY, 204);

    private final AuditLine.Call call;
    private final int status;

    Change(String method, String route, int status) {
      this.call = new AuditLine.Call(method, route, Optional.empty());
      this.status = status;
    }
  }

  /** Changes a key in one transaction, and has the audit log tell of it. */
  StoredKey write(Change change, Function<KeyWriter, StoredKey> work) {
    AtomicReference<StoredKey> changed = new AtomicReference<>();
    AuditedCall call =
        new AuditedCall(
            _ ->
                new AuditLine(
                    clock.instant(),
                    changed.get().key().grant().tenant(),
                    AuditLine.Actor.COMMAND_LINE,
                    change.call,
                    Optional.empty(),
                    Optional.of(AuditLine.KEY + changed.get().key().id()),
                    change.status));
    call.run(
        () ->
            new PostgresProfiles(database, clock)
                .write(
                    writer -> {
                      changed.set(work.apply(writer.keys()));
                      return changed.get();
                    }));
    return changed.get();
  }

  /**
   * A key that is to be changed.
   *
   * @throws CannotStart if there is none of that id
   */
  static StoredKey locked(KeyWriter writer, String id) {
    return writer
        .lock(id)
        .orElseThrow(() -> new CannotStart("There is no key of that id: see ./crm keys list."));
  }

  @Override
  public void close() {
    database.close();
  }
}
