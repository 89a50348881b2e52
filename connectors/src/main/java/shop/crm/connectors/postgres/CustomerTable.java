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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.profile.SearchText;

/** Rows of the table {@code customers}, to and from values. */
final class CustomerTable {

  private static final List<String> FIELDS =
      ProfileField.ALL.stream().map(ProfileField::wire).toList();

  /** What {@link #row} reads, in this order. */
  static final String COLUMNS =
      "tenant_id, id, version, created_at, updated_at, erased_at, "
          + String.join(", ", FIELDS)
          + ", email_shared, entered, adjusted, registrations";

  /** What is written of a row that is there, in this order; then its key. */
  private static final String WRITTEN =
      "version, created_at, updated_at, "
          + String.join(", ", FIELDS)
          + ", email_key, email_shared, name_key, last_name_key, registrations";

  static final String INSERT =
      "INSERT INTO customers ("
          + WRITTEN
          + ", tenant_id, id, erased_at) VALUES ("
          + columns(WRITTEN, CustomerTable::placeholder)
          + ", ?, ?, ?)";

  static final String UPDATE =
      "UPDATE customers SET "
          + columns(WRITTEN, column -> column + " = " + placeholder(column))
          + " WHERE tenant_id = ? AND id = ?";

  /** The places of the fields in {@link #COLUMNS}, and of what follows them. */
  private static final int FIRST_FIELD = 7;

  private static final int BEHIND_FIELDS = FIRST_FIELD + FIELDS.size();

  private static final ObjectMapper JSON = new ObjectMapper();

  private CustomerTable() {}

  private static String columns(String columns, UnaryOperator<String> each) {
    return Stream.of(columns.split(", ")).map(each).collect(Collectors.joining(", "));
  }

  private static String placeholder(String column) {
    boolean json =
        ProfileField.named(column).filter(it -> it.kind() instanceof Kind.Addresses).isPresent();
    return json ? "?::jsonb" : "?";
  }

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

  static Optional<Instant> optionalInstant(ResultSet row, int place) throws SQLException {
    return Optional.ofNullable(row.getObject(place, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** Reads {@link #COLUMNS}, by their places there. */
  static Row row(ResultSet row) throws SQLException {
    StoredProfile customer =
        new StoredProfile(
            new CustomerKey(row.getString(1), row.getString(2)),
            row.getLong(3),
            instant(row, 4),
            instant(row, 5),
            optionalInstant(row, 6),
            profile(row),
            new Ledger(row.getLong(BEHIND_FIELDS + 1), row.getLong(BEHIND_FIELDS + 2)));
    return new Row(customer, row.getBoolean(BEHIND_FIELDS), texts(row, BEHIND_FIELDS + 3));
  }

  static StoredProfile customer(ResultSet row) throws SQLException {
    return row(row).customer();
  }

  private static Profile profile(ResultSet row) throws SQLException {
    Profile.Builder profile = Profile.NOTHING.edit();
    int place = FIRST_FIELD;
    for (ProfileField field : ProfileField.ALL) {
      switch (field.kind()) {
        case Kind.Text _ -> profile.text(field, text(row, place));
        case Kind.Date _ -> profile.date(field, date(row, place));
        case Kind.Flag _ -> profile.flag(field, flag(row, place));
        case Kind.Addresses _ -> profile.addresses(addresses(row.getString(place)));
        case Kind.Tags _ -> profile.tags(texts(row, place));
      }
      place++;
    }
    return profile.build();
  }

  private static Optional<LocalDate> date(ResultSet row, int place) throws SQLException {
    return Optional.ofNullable(row.getObject(place, LocalDate.class));
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
    List<Object> values = new ArrayList<>();
    values.add(customer.version());
    values.add(customer.createdAt());
    values.add(customer.updatedAt());
    for (ProfileField field : ProfileField.ALL) {
      values.add(
          switch (field.kind()) {
            case Kind.Text _ -> profile.text(field);
            case Kind.Date _ -> profile.date(field);
            case Kind.Flag _ -> profile.flag(field);
            case Kind.Addresses _ -> json(profile.addresses());
            case Kind.Tags _ -> profile.tags();
          });
    }
    values.add(emailKey(profile));
    values.add(row.emailShared());
    values.add(nameKey(profile));
    values.add(profile.lastName().map(CustomerTable::folded));
    values.add(row.registrations());
    values.add(customer.key().tenant());
    values.add(customer.key().customer());
    return values.toArray();
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
