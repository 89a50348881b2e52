package shop.crm.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.profile.ProfileJson;
import shop.crm.schemas.profile.SearchText;

/** Rows of the table {@code customers}, to and from values. */
final class CustomerTable {

  /** What {@link #row} reads, in this order. */
  static final String COLUMNS =
      """
      tenant_id, id, version, created_at, updated_at, erased_at, email, phone, first_name, \
      last_name, date_of_birth, gender, addresses, tags, source, email_opt_in, sms_opt_in, \
      push_opt_in, email_shared, entered, adjusted, registrations""";

  static final String INSERT =
      """
      INSERT INTO customers (version, created_at, updated_at, email, phone, first_name, last_name, \
      date_of_birth, gender, addresses, tags, source, email_opt_in, sms_opt_in, push_opt_in, \
      email_key, email_shared, name_key, last_name_key, registrations, tenant_id, id, erased_at) \
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  static final String UPDATE =
      """
      UPDATE customers SET version = ?, created_at = ?, updated_at = ?, email = ?, phone = ?, \
      first_name = ?, last_name = ?, date_of_birth = ?, gender = ?, addresses = ?::jsonb, \
      tags = ?, source = ?, email_opt_in = ?, sms_opt_in = ?, push_opt_in = ?, email_key = ?, \
      email_shared = ?, name_key = ?, last_name_key = ?, registrations = ? \
      WHERE tenant_id = ? AND id = ?""";

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

  /** As texts are compared, whatever the alphabet. */
  static String folded(String text) {
    return SearchText.folded(text);
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Instant instant(ResultSet row, int place) throws SQLException {
    return row.getObject(place, OffsetDateTime.class).toInstant();
  }

  /** Reads {@link #COLUMNS}, by their places there. */
  static Row row(ResultSet row) throws SQLException {
    StoredProfile customer =
        new StoredProfile(
            new CustomerKey(row.getString(1), row.getString(2)),
            row.getLong(3),
            instant(row, 4),
            instant(row, 5),
            Optional.ofNullable(row.getObject(6, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant),
            profile(row),
            new Ledger(row.getLong(20), row.getLong(21)));
    return new Row(customer, row.getBoolean(19), texts(row, 22));
  }

  static StoredProfile customer(ResultSet row) throws SQLException {
    return row(row).customer();
  }

  private static Profile profile(ResultSet row) throws SQLException {
    return new Profile(
        text(row, 7),
        text(row, 8),
        text(row, 9),
        text(row, 10),
        Optional.ofNullable(row.getObject(11, LocalDate.class)),
        text(row, 12),
        addresses(row.getString(13)),
        texts(row, 14),
        text(row, 15),
        flag(row, 16),
        flag(row, 17),
        flag(row, 18));
  }

  private static Optional<String> text(ResultSet row, int place) throws SQLException {
    return Optional.ofNullable(row.getString(place));
  }

  private static Optional<Boolean> flag(ResultSet row, int place) throws SQLException {
    boolean value = row.getBoolean(place);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static List<String> texts(ResultSet row, int place) throws SQLException {
    return Arrays.asList((String[]) row.getArray(place).getArray());
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

  /** The parameters of {@link #UPDATE}. */
  static Object[] update(Row row) {
    StoredProfile customer = row.customer();
    Profile profile = customer.profile();
    return new Object[] {
      customer.version(),
      customer.createdAt(),
      customer.updatedAt(),
      profile.email(),
      profile.phone(),
      profile.firstName(),
      profile.lastName(),
      profile.dateOfBirth(),
      profile.gender(),
      json(profile.addresses()),
      profile.tags(),
      profile.source(),
      profile.emailOptIn(),
      profile.smsOptIn(),
      profile.pushOptIn(),
      emailKey(profile),
      row.emailShared(),
      nameKey(profile),
      profile.lastName().map(CustomerTable::folded),
      row.registrations(),
      customer.key().tenant(),
      customer.key().customer()
    };
  }

  /** The parameters of {@link #INSERT}: one more. */
  static Object[] insert(Row row) {
    Object[] values = update(row);
    Object[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = row.customer().erasedAt();
    return all;
  }

  private static Optional<String> nameKey(Profile profile) {
    String name =
        Stream.of(profile.firstName(), profile.lastName())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return name.isEmpty() ? Optional.empty() : Optional.of(folded(name));
  }
}
