package shop.crm.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import shop.crm.schemas.model.profile.SearchText;

/**
 * Brings keys to search by to the one form that texts are compared in. In Java, since the database
 * folds neither all alphabets nor domains. Of two that were different before and are the same now,
 * the email is shared by both, and the name of a segment keeps its key. Whenever that form changes
 * it is due once more, by another version.
 */
final class SearchKeysMigration implements JavaMigration {

  private static final int FETCHED = 1_000;
  private static final String CUSTOMERS =
      "SELECT tenant_id, id, email_key, name_key, last_name_key FROM customers";
  private static final String UPDATE_CUSTOMER =
      """
      UPDATE customers SET name_key = ?, last_name_key = ?, email_key = ?, \
      email_shared = email_shared OR EXISTS (SELECT 1 FROM customers other \
      WHERE other.tenant_id = ? AND other.email_key = ? AND NOT other.email_shared \
      AND other.id <> ?) WHERE tenant_id = ? AND id = ?""";
  private static final String SEGMENTS = "SELECT tenant_id, id, name_key FROM segments";
  private static final String UPDATE_SEGMENT =
      """
      UPDATE segments SET name_key = ? WHERE tenant_id = ? AND id = ? AND NOT EXISTS \
      (SELECT 1 FROM segments other WHERE other.tenant_id = ? AND other.name_key = ?)""";

  private final MigrationVersion version;

  SearchKeysMigration(String version) {
    this.version = MigrationVersion.fromVersion(version);
  }

  @Override
  public MigrationVersion getVersion() {
    return version;
  }

  @Override
  public String getDescription() {
    return "search keys";
  }

  @Override
  public Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    try (PreparedStatement all = read(connection, CUSTOMERS);
        PreparedStatement update = connection.prepareStatement(UPDATE_CUSTOMER);
        ResultSet row = all.executeQuery()) {
      while (row.next()) {
        customer(row, update);
      }
    }
    try (PreparedStatement all = read(connection, SEGMENTS);
        PreparedStatement update = connection.prepareStatement(UPDATE_SEGMENT);
        ResultSet row = all.executeQuery()) {
      while (row.next()) {
        segment(row, update);
      }
    }
  }

  private static PreparedStatement read(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCHED);
    return statement;
  }

  private static void customer(ResultSet row, PreparedStatement update) throws SQLException {
    String email = folded(row.getString("email_key"));
    String name = folded(row.getString("name_key"));
    String lastName = folded(row.getString("last_name_key"));
    boolean same =
        Objects.equals(email, row.getString("email_key"))
            && Objects.equals(name, row.getString("name_key"))
            && Objects.equals(lastName, row.getString("last_name_key"));
    if (!same) {
      String tenant = row.getString("tenant_id");
      String id = row.getString("id");
      bind(update, name, lastName, email, tenant, email, id, tenant, id);
    }
  }

  private static void segment(ResultSet row, PreparedStatement update) throws SQLException {
    String key = folded(row.getString("name_key"));
    if (!key.equals(row.getString("name_key"))) {
      String tenant = row.getString("tenant_id");
      bind(update, key, tenant, row.getString("id"), tenant, key);
    }
  }

  /** Of what was in small letters before, it is the same as of the text itself. */
  private static String folded(String key) {
    return key == null ? null : SearchText.folded(key);
  }

  private static void bind(PreparedStatement update, String... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      update.setString(i + 1, values[i]);
    }
    update.executeUpdate();
  }
}
