package shop.crm.standalone.command;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.KeyWriter;
import shop.crm.connectors.postgres.PostgresApiKeys;
import shop.crm.connectors.postgres.PostgresProfiles;
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

  /** Changes keys in one transaction. */
  <T> T write(Function<KeyWriter, T> work) {
    return new PostgresProfiles(database, clock).write(writer -> work.apply(writer.keys()));
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
