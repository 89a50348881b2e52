package shop.crm.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.profile.ProfileJson;

/** Rows of the table {@code customers}, to and from values. */
final class CustomerTable {

  /** What {@link #row} reads. */
  static final String COLUMNS =
      """
      tenant_id, id, version, created_at, updated_at, erased_at, email, phone, first_name, \
      last_name, date_of_birth, gender, addresses, tags, source, email_opt_in, sms_opt_in, \
      push_opt_in, email_shared, entered, adjusted, registrations""";

  static final String INSERT =
      """
      INSERT INTO customers (tenant_id, id, version, created_at, updated_at, erased_at, email, \
      phone, first_name, last_name, date_of_birth, gender, addresses, tags, source, email_opt_in, \
      sms_opt_in, push_opt_in, email_key, email_shared, name_key, last_name_key, registrations) \
      VALUES (:tenant, :id, :version, :createdAt, :updatedAt, :erasedAt, :email, :phone, \
      :firstName, :lastName, :dateOfBirth, :gender, :addresses::jsonb, :tags, :source, \
      :emailOptIn, :smsOptIn, :pushOptIn, :emailKey, :emailShared, :nameKey, :lastNameKey, \
      :registrations)""";

  static final String UPDATE =
      """
      UPDATE customers SET version = :version, created_at = :createdAt, updated_at = :updatedAt, \
      email = :email, phone = :phone, first_name = :firstName, last_name = :lastName, \
      date_of_birth = :dateOfBirth, gender = :gender, addresses = :addresses::jsonb, \
      tags = :tags, source = :source, email_opt_in = :emailOptIn, sms_opt_in = :smsOptIn, \
      push_opt_in = :pushOptIn, email_key = :emailKey, email_shared = :emailShared, \
      name_key = :nameKey, last_name_key = :lastNameKey, registrations = :registrations \
      WHERE tenant_id = :tenant AND id = :id""";

  private static final ObjectMapper JSON = new ObjectMapper();

  private CustomerTable() {}

  /**
   * A customer with what only the table knows.
   *
   * @param emailShared whether another customer has the email as their own
   * @param registrations the newest registration events that were applied
   */
  record Row(StoredProfile customer, boolean emailShared, List<String> registrations) {

    Row {
      registrations = List.copyOf(registrations);
    }
  }

  /** By what an email is found and compared. */
  static Optional<String> emailKey(Profile profile) {
    return profile.email().map(CustomerTable::folded);
  }

  /** Without regard to case, whatever the alphabet. */
  static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Row row(ResultSet row, StatementContext context) throws SQLException {
    StoredProfile customer =
        new StoredProfile(
            new CustomerKey(row.getString("tenant_id"), row.getString("id")),
            row.getLong("version"),
            instant(row, "created_at"),
            instant(row, "updated_at"),
            Optional.ofNullable(row.getObject("erased_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant),
            profile(row),
            new Ledger(row.getLong("entered"), row.getLong("adjusted")));
    return new Row(customer, row.getBoolean("email_shared"), texts(row, "registrations"));
  }

  static StoredProfile customer(ResultSet row, StatementContext context) throws SQLException {
    return row(row, context).customer();
  }

  private static Profile profile(ResultSet row) throws SQLException {
    return new Profile(
        text(row, "email"),
        text(row, "phone"),
        text(row, "first_name"),
        text(row, "last_name"),
        Optional.ofNullable(row.getDate("date_of_birth")).map(Date::toLocalDate),
        text(row, "gender"),
        addresses(row.getString("addresses")),
        texts(row, "tags"),
        text(row, "source"),
        flag(row, "email_opt_in"),
        flag(row, "sms_opt_in"),
        flag(row, "push_opt_in"));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<Boolean> flag(ResultSet row, String column) throws SQLException {
    boolean value = row.getBoolean(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return Arrays.asList((String[]) array.getArray());
  }

  private static List<Address> addresses(String json) {
    if (json.equals("[]")) {
      return List.of();
    }
    try {
      return ProfileJson.readAddresses(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("addresses in PostgreSQL are no JSON", e);
    }
  }

  private static String json(List<Address> addresses) {
    if (addresses.isEmpty()) {
      return "[]";
    }
    var bytes = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(bytes)) {
      ProfileJson.addresses(json, addresses);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Adds a row to a batch of {@link #INSERT} or {@link #UPDATE}. */
  static void add(PreparedBatch batch, Row row) {
    StoredProfile customer = row.customer();
    Profile profile = customer.profile();
    batch
        .bind("tenant", customer.key().tenant())
        .bind("id", customer.key().customer())
        .bind("version", customer.version())
        .bind("createdAt", timestamp(customer.createdAt()))
        .bind("updatedAt", timestamp(customer.updatedAt()))
        .bind("erasedAt", customer.erasedAt().map(CustomerTable::timestamp).orElse(null))
        .bind("email", profile.email().orElse(null))
        .bind("phone", profile.phone().orElse(null))
        .bind("firstName", profile.firstName().orElse(null))
        .bind("lastName", profile.lastName().orElse(null))
        .bind("dateOfBirth", profile.dateOfBirth().orElse(null))
        .bind("gender", profile.gender().orElse(null))
        .bind("addresses", json(profile.addresses()))
        .bindArray("tags", String.class, profile.tags())
        .bind("source", profile.source().orElse(null))
        .bind("emailOptIn", profile.emailOptIn().orElse(null))
        .bind("smsOptIn", profile.smsOptIn().orElse(null))
        .bind("pushOptIn", profile.pushOptIn().orElse(null))
        .bind("emailKey", emailKey(profile).orElse(null))
        .bind("emailShared", row.emailShared())
        .bind("nameKey", nameKey(profile).orElse(null))
        .bind("lastNameKey", profile.lastName().map(CustomerTable::folded).orElse(null))
        .bindArray("registrations", String.class, row.registrations())
        .add();
  }

  private static Optional<String> nameKey(Profile profile) {
    String name =
        Stream.of(profile.firstName(), profile.lastName())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return name.isEmpty() ? Optional.empty() : Optional.of(folded(name));
  }
}
