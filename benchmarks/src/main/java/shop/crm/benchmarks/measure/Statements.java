package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.schemas.topic.ProfileRecordJson;

/** The statements of {@link BareSql}, one by one. */
final class Statements {

  private static final String COLUMNS =
      """
      tenant_id, id, version, created_at, updated_at, erased_at, email, phone, first_name, \
      last_name, date_of_birth, gender, addresses, tags, source, email_opt_in, sms_opt_in, \
      push_opt_in, email_shared, entered, adjusted, registrations""";

  private static final String SELECT =
      "SELECT " + COLUMNS + " FROM customers WHERE tenant_id = ? AND id = ?";

  private static final String INSERT =
      """
      INSERT INTO customers (tenant_id, id, version, created_at, updated_at, email, phone, \
      first_name, last_name, date_of_birth, gender, addresses, tags, source, email_opt_in, \
      sms_opt_in, push_opt_in, email_key, name_key, last_name_key) \
      VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String INSERT_CONSENT =
      """
      INSERT INTO consents (tenant_id, customer_id, version, channel, opted_in, at, origin) \
      VALUES (?, ?, 1, ?, ?, ?, ?)""";

  private static final String UPDATE =
      """
      UPDATE customers SET version = ?, updated_at = ?, phone = ? \
      WHERE tenant_id = ? AND id = ?""";

  private static final String INSERT_OUTBOX =
      "INSERT INTO outbox (topic, record_key, value) VALUES (?, ?, ?)";

  private static final JsonFactory JSON = new JsonFactory();

  private Statements() {}

  /** What a change needs of a customer that is there. */
  record Stored(long version, Instant createdAt) {}

  static Stored read(Connection connection, CustomerKey key) throws SQLException {
    return select(connection, SELECT, key);
  }

  static Stored lock(Connection connection, CustomerKey key) throws SQLException {
    return select(connection, SELECT + " FOR UPDATE", key);
  }

  private static Stored select(Connection connection, String sql, CustomerKey key)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key.tenant());
      statement.setString(2, key.customer());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("there is no " + key);
        }
        return new Stored(row.getLong(3), row.getObject(4, OffsetDateTime.class).toInstant());
      }
    }
  }

  static void insert(Connection connection, CustomerKey key, Profile profile, Instant now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      Object[] values = {
        key.tenant(),
        key.customer(),
        now.atOffset(ZoneOffset.UTC),
        now.atOffset(ZoneOffset.UTC),
        profile.email().orElse(null),
        profile.phone().orElse(null),
        profile.firstName().orElse(null),
        profile.lastName().orElse(null),
        profile.dateOfBirth().orElse(null),
        profile.gender().orElse(null),
        json(profile.addresses()),
        connection.createArrayOf("text", profile.tags().toArray()),
        profile.source().orElse(null),
        profile.emailOptIn().orElse(null),
        profile.smsOptIn().orElse(null),
        profile.pushOptIn().orElse(null),
        profile.email().map(Statements::folded).orElse(null),
        folded(profile.firstName().orElse("") + " " + profile.lastName().orElse("")),
        profile.lastName().map(Statements::folded).orElse(null)
      };
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  static void consents(Connection connection, CustomerKey key, Revision revision)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_CONSENT)) {
      for (ConsentChange consent : revision.consents()) {
        statement.setString(1, key.tenant());
        statement.setString(2, key.customer());
        statement.setString(3, consent.channel().wire());
        statement.setBoolean(4, consent.optedIn().orElseThrow());
        statement.setObject(5, revision.at().atOffset(ZoneOffset.UTC));
        statement.setString(6, revision.origin().wire());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  static void update(
      Connection connection, CustomerKey key, long version, Instant now, String phone)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      statement.setLong(1, version);
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      statement.setString(3, phone);
      statement.setString(4, key.tenant());
      statement.setString(5, key.customer());
      statement.executeUpdate();
    }
  }

  static void outbox(Connection connection, ProfileRecord record, ProfileEvent event)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_OUTBOX)) {
      statement.setString(1, Topics.PROFILES);
      statement.setString(2, record.customer().toString());
      statement.setBytes(3, ProfileRecordJson.write(record));
      statement.addBatch();
      statement.setString(1, EventTopics.of(event));
      statement.setString(2, event.customer().toString());
      statement.setBytes(3, EventWriter.write(event));
      statement.addBatch();
      statement.executeBatch();
    }
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String json(List<Address> addresses) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      ProfileJson.addresses(json, addresses);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }
}
