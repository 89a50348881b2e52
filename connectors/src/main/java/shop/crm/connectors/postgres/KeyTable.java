package shop.crm.connectors.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.StatementContext;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;

/** Rows of the table {@code api_keys}, to and from values. */
final class KeyTable {

  static final String ALL =
      """
      SELECT id, number, owner, name, scopes, secret_sha256, old_sha256, old_valid_until, \
      revision, created_at, expires_at, last_used_on FROM api_keys WHERE revoked_at IS NULL""";

  static final String ONE = ALL + " AND id = :id";

  private KeyTable() {}

  static StoredKey key(ResultSet row, StatementContext context) throws SQLException {
    return new StoredKey(
        new ApiKey(
            row.getString("id"),
            row.getString("name"),
            Grant.of(
                row.getString("owner"),
                Arrays.stream((String[]) row.getArray("scopes").getArray())
                    .map(Scope::of)
                    // A later release may know more of them; nothing here requires those.
                    .flatMap(Optional::stream)
                    .collect(Collectors.toSet())),
            secrets(row),
            CustomerTable.instant(row, "created_at"),
            time(row, "expires_at").map(OffsetDateTime::toInstant),
            row.getLong("revision")),
        row.getLong("number"),
        Optional.ofNullable(row.getObject("last_used_on", LocalDate.class)));
  }

  private static List<ApiKey.Secret> secrets(ResultSet row) throws SQLException {
    ApiKey.Secret present =
        new ApiKey.Secret(SecretHash.ofHex(row.getString("secret_sha256")), Optional.empty());
    Optional<OffsetDateTime> oldValidUntil = time(row, "old_valid_until");
    Stream<ApiKey.Secret> old =
        Optional.ofNullable(row.getString("old_sha256")).stream()
            .map(
                hash ->
                    new ApiKey.Secret(
                        SecretHash.ofHex(hash), oldValidUntil.map(OffsetDateTime::toInstant)));
    return Stream.concat(Stream.of(present), old).toList();
  }

  private static Optional<OffsetDateTime> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class));
  }
}
