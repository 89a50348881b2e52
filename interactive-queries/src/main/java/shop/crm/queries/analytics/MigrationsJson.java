package shop.crm.queries.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.queries.http.Json;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;

/**
 * Moves between RFM segments as JSON: of every day, the oldest first, and of all days together
 * whatever their cause. Ways are in the order of {@link Migration}.
 */
public final class MigrationsJson {

  private MigrationsJson() {}

  static void write(
      JsonGenerator json,
      DateRange<LocalDate> days,
      NavigableMap<Integer, DayMigrations> moves,
      Instant asOf)
      throws IOException {
    json.writeStringField("from", days.from().toString());
    json.writeStringField("to", days.to().toString());
    json.writeArrayFieldStart("days");
    for (LocalDate day = days.from(); !day.isAfter(days.to()); day = day.plusDays(1)) {
      write(json, day, counts(of(moves, day)));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("matrix");
    for (Map.Entry<Migration, Long> way : matrix(moves).entrySet()) {
      write(json, way.getKey(), way.getValue(), Optional.empty());
    }
    json.writeEndArray();
    json.writeStringField("as_of", asOf.toString());
  }

  private static DayMigrations of(NavigableMap<Integer, DayMigrations> moves, LocalDate day) {
    return moves.getOrDefault(Math.toIntExact(day.toEpochDay()), DayMigrations.NONE);
  }

  private static Map<Migration, Long> counts(DayMigrations day) {
    Map<Migration, Long> counts = new TreeMap<>();
    day.forEach(counts::put);
    return counts;
  }

  /** Summed over causes: they stand under the first of all. */
  private static Map<Migration, Long> matrix(NavigableMap<Integer, DayMigrations> moves) {
    Map<Migration, Long> matrix = new TreeMap<>();
    moves
        .values()
        .forEach(
            day ->
                day.forEach(
                    (way, count) ->
                        matrix.merge(
                            new Migration(way.from(), way.to(), Cause.ORDER), count, Long::sum)));
    return matrix;
  }

  private static void write(JsonGenerator json, LocalDate date, Map<Migration, Long> moves)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("date", date.toString());
    json.writeArrayFieldStart("migrations");
    for (Map.Entry<Migration, Long> way : moves.entrySet()) {
      write(json, way.getKey(), way.getValue(), Optional.of(way.getKey().cause()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Migration way, long count, Optional<Cause> cause)
      throws IOException {
    json.writeStartObject();
    Json.text(json, "from", way.from().map(RfmSegment::displayName));
    Json.text(json, "to", way.to().map(RfmSegment::displayName));
    json.writeNumberField("count", count);
    if (cause.isPresent()) {
      json.writeStringField("cause", cause.get().wire());
    }
    json.writeEndObject();
  }
}
