package shop.crm.benchmarks.measure;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.measure.Statements.Stored;
import shop.crm.connectors.postgres.Database;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;

/**
 * The statements of a read, a creation and a change of a customer and nothing around them: by JDBC
 * on the service's own database, through a pool made like its own. What they leave in the outbox is
 * what the service would leave, and the service publishes it: both candidates have that beside
 * them.
 */
final class BareSql implements AutoCloseable {

  private final HikariDataSource pool;

  private BareSql(HikariDataSource pool) {
    this.pool = pool;
  }

  /** On the database of a service, with as many connections as its pool has. */
  static BareSql on(ServiceInProcess running) {
    return new BareSql(
        Database.pool(
            running.service().endpoints().postgres(),
            running.service().configuration().postgres().pool(),
            new SimpleMeterRegistry()));
  }

  /** Reads a customer by number. */
  void read(int number) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Statements.read(connection, OrderTraffic.customer(number));
    }
  }

  /** Creates the customer of a number. */
  void create(int number) throws SQLException {
    CustomerKey key = OrderTraffic.customer(number);
    Profile profile = Shoppers.profile(number);
    Instant now = now();
    Revision revision =
        Revision.between(Profile.NOTHING, profile, true, Origin.API, Optional.empty(), now);
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Statements.insert(connection, key, profile, now);
      Statements.consents(connection, key, revision);
      Statements.outbox(
          connection,
          new ProfileRecord.Known(key, 1, now, now, Optional.empty(), profile, revision),
          new ProfileEvent.Created(key, 1, now, now, profile));
      connection.commit();
    }
  }

  /** Gives the customer of a number another phone number. */
  void patch(int number, String phone) throws SQLException {
    CustomerKey key = OrderTraffic.customer(number);
    Profile before = Shoppers.profile(number);
    Profile after = withPhone(before, phone);
    Instant now = now();
    Revision revision = Revision.between(before, after, false, Origin.API, Optional.empty(), now);
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Stored stored = Statements.lock(connection, key);
      long version = stored.version() + 1;
      Statements.update(connection, key, version, now, phone);
      Statements.outbox(
          connection,
          new ProfileRecord.Known(
              key, version, stored.createdAt(), now, Optional.empty(), after, revision),
          new ProfileEvent.Updated(key, version, now, before, after));
      connection.commit();
    }
  }

  /** Whether all that was committed is published. */
  boolean outboxIsEmpty() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM outbox LIMIT 1");
        ResultSet row = statement.executeQuery()) {
      return !row.next();
    }
  }

  private static Profile withPhone(Profile profile, String phone) {
    return profile.edit().text(ProfileField.PHONE, Optional.of(phone)).build();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public void close() {
    pool.close();
  }
}
