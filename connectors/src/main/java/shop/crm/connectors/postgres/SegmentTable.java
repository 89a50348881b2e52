package shop.crm.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;

/** Rows of the table {@code segments}, to and from values. */
final class SegmentTable {

  static final String ALL =
      """
      SELECT tenant_id, id, number, revision, version, name, description, conditions, members, \
      created_at, updated_at FROM segments WHERE tenant_id = :tenant""";

  static final String ONE = ALL + " AND id = :id";

  static final String INSERT =
      """
      INSERT INTO segments (tenant_id, id, number, revision, version, name, name_key, description, \
      conditions, created_at, updated_at) \
      VALUES (:tenant, :id, :number, :revision, :version, :name, :nameKey, :description, \
      :conditions, :createdAt, :updatedAt)""";

  static final String UPDATE =
      """
      UPDATE segments SET revision = :revision, version = :version, name = :name, \
      name_key = :nameKey, description = :description, conditions = :conditions, \
      updated_at = :updatedAt WHERE tenant_id = :tenant AND number = :number""";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SegmentTable() {}

  /** By what a name is found and compared. */
  static String nameKey(String name) {
    return CustomerTable.folded(name);
  }

  static StoredSegment segment(ResultSet row, StatementContext context) throws SQLException {
    return new StoredSegment(
        new SegmentDefinition(
            new SegmentDefinition.Key(
                row.getString("tenant_id"), row.getString("id"), row.getInt("number")),
            row.getLong("revision"),
            row.getLong("version"),
            row.getString("name"),
            Optional.ofNullable(row.getString("description")),
            Optional.ofNullable(row.getString("conditions")).map(SegmentTable::conditions),
            new Span(
                CustomerTable.instant(row, "created_at"),
                CustomerTable.instant(row, "updated_at"))),
        row.getLong("members"));
  }

  /** Byte for byte as they were written: reading could write a number another way. */
  private static Conditions conditions(String json) {
    try {
      return new Conditions(ConditionsJson.stored(JSON.readTree(json)).root(), json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("conditions in PostgreSQL are no JSON", e);
    }
  }

  /** Binds what {@link #INSERT} or {@link #UPDATE} writes. */
  static Update bind(Update update, SegmentDefinition segment) {
    return update
        .bind("tenant", segment.tenant())
        .bind("id", segment.id())
        .bind("number", segment.number())
        .bind("revision", segment.revision())
        .bind("version", segment.version())
        .bind("name", segment.name())
        .bind("nameKey", nameKey(segment.name()))
        .bind("description", segment.description().orElse(null))
        .bind("conditions", segment.conditions().map(Conditions::json).orElse(null))
        .bind("createdAt", CustomerTable.timestamp(segment.createdAt()))
        .bind("updatedAt", CustomerTable.timestamp(segment.updatedAt()));
  }
}
