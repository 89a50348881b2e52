package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.queries.http.Json;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.segment.Explanation;
import shop.crm.topology.domain.segment.FieldValue;

/**
 * Why a customer is in a segment, or is not, as JSON: the conditions as they nest, each with
 * whether it holds, and each comparison with the value that it saw.
 *
 * @param rfm by which time alone changes RFM segments
 */
public record ExplanationJson(RfmRules rfm) {

  /**
   * Writes one explanation as a value. Of one that hangs on what the caller is not shown nothing is
   * told but which field it asks for: neither what that is compared with, nor the outcome, nor when
   * time alone changes it, which would tell a date of birth.
   */
  static void write(JsonGenerator json, Explanation explanation, Visibility visibility)
      throws IOException {
    boolean hidden = visibility.hides(explanation.condition());
    Outcome outcome =
        hidden
            ? Outcome.HIDDEN
            : new Outcome(Optional.of(explanation.holds()), explanation.nextChange());
    json.writeStartObject();
    switch (explanation) {
      case Explanation.Leaf leaf -> {
        comparison(json, leaf.condition(), hidden);
        outcome.write(json);
        json.writeFieldName("actual");
        write(json, hidden ? new FieldValue.Absent() : leaf.seen());
      }
      case Explanation.Group group -> {
        group(json, group, visibility);
        outcome.write(json);
      }
    }
    if (hidden) {
      visibility.mark(json);
    }
    json.writeEndObject();
  }

  /** Writes why a customer is in an RFM segment, or is not. */
  void write(JsonGenerator json, RfmSegment segment, CustomerState state, Instant now)
      throws IOException {
    Optional<Standing> standing = state.standing();
    Optional<RfmSegment> actual = standing.map(Standing::segment);
    json.writeStartObject();
    json.writeStringField("field", "rfm_segment");
    json.writeStringField("operator", Operator.EQ.wire());
    json.writeStringField("value", segment.displayName());
    boolean holds = actual.equals(Optional.of(segment));
    new Outcome(Optional.of(holds), nextChange(segment, state, now)).write(json);
    Json.text(json, "actual", actual.map(RfmSegment::displayName));
    Optional<Scores> scores = standing.map(Standing::scores);
    score(json, "recency_score", scores.map(Scores::recency));
    score(json, "frequency_score", scores.map(Scores::frequency));
    score(json, "monetary_score", scores.map(Scores::monetary));
    json.writeEndObject();
  }

  private static void score(JsonGenerator json, String name, Optional<Integer> score)
      throws IOException {
    if (score.isPresent()) {
      json.writeNumberField(name, score.get());
    } else {
      json.writeNullField(name);
    }
  }

  /** The first edge of recency at which the customer comes into the segment, or falls out of it. */
  private Optional<Instant> nextChange(RfmSegment segment, CustomerState state, Instant now) {
    Optional<Instant> last = state.purchases().last();
    if (state.standing().isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    Standing standing = state.standing().get();
    boolean in = standing.segment() == segment;
    Optional<Instant> edge = rfm.nextEdge(last.get(), now);
    while (edge.isPresent()
        && (segmentAt(standing.scores(), last.get(), edge.get()) == segment) == in) {
      edge = rfm.nextEdge(last.get(), edge.get());
    }
    return edge;
  }

  private RfmSegment segmentAt(Scores scores, Instant last, Instant at) {
    Scores then = new Scores(rfm.recency(last, at), scores.frequency(), scores.monetary());
    return rfm.segments().get(then.cell());
  }

  /** What came of a condition, as far as it is told. */
  private record Outcome(Optional<Boolean> holds, Optional<Instant> nextChange) {

    static final Outcome HIDDEN = new Outcome(Optional.empty(), Optional.empty());

    void write(JsonGenerator json) throws IOException {
      flag(json, "holds", holds);
      Json.text(json, "next_change", nextChange);
    }
  }

  /** Writes a flag, or null where it is not told. */
  static void flag(JsonGenerator json, String name, Optional<Boolean> value) throws IOException {
    if (value.isPresent()) {
      json.writeBooleanField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }

  private static void group(JsonGenerator json, Explanation.Group group, Visibility visibility)
      throws IOException {
    switch (group.condition()) {
      case Condition.All _ -> several(json, "all", group.of(), visibility);
      case Condition.Any _ -> several(json, "any", group.of(), visibility);
      case Condition.Not _ -> {
        json.writeFieldName("not");
        write(json, group.of().getFirst(), visibility);
      }
      case Condition.Leaf _ -> throw new IllegalStateException("a comparison is no group");
    }
  }

  private static void several(
      JsonGenerator json, String name, List<Explanation> of, Visibility visibility)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Explanation one : of) {
      write(json, one, visibility);
    }
    json.writeEndArray();
  }

  private static void comparison(JsonGenerator json, Condition.Leaf leaf, boolean hidden)
      throws IOException {
    json.writeStringField("field", leaf.field().wire());
    json.writeStringField("operator", leaf.operator().wire());
    if (hidden) {
      json.writeNullField("value");
      return;
    }
    json.writeFieldName("value");
    boolean list =
        switch (leaf.operator()) {
          case IN, BETWEEN -> true;
          case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS -> false;
        };
    switch (leaf.operand()) {
      case Operand.Texts(List<String> values) -> values(json, list, values, json::writeString);
      case Operand.Numbers(List<Long> units) -> {
        int decimals = leaf.field().field().decimals();
        values(json, list, units, number -> json.writeNumber(plain(number, decimals)));
      }
      case Operand.Times(List<Operand.Time> values) ->
          values(json, list, values, time -> json.writeString(text(time)));
      case Operand.Flag(boolean value) -> json.writeBoolean(value);
    }
  }

  /** Writes one value. */
  private interface Value<T> {
    void write(T value) throws IOException;
  }

  private static <T> void values(JsonGenerator json, boolean list, List<T> values, Value<T> value)
      throws IOException {
    if (!list) {
      value.write(values.getFirst());
      return;
    }
    json.writeStartArray();
    for (T one : values) {
      value.write(one);
    }
    json.writeEndArray();
  }

  private static BigDecimal plain(long units, int decimals) {
    BigDecimal shortest = BigDecimal.valueOf(units, decimals).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private static String text(Operand.Time time) {
    return switch (time) {
      case Operand.Time.At(Instant instant) -> instant.toString();
      case Operand.Time.Ago(Duration before) ->
          before.toHours() % 24 == 0 ? "-" + before.toDays() + "d" : "-" + before.toHours() + "h";
    };
  }

  private static void write(JsonGenerator json, FieldValue seen) throws IOException {
    switch (seen) {
      case FieldValue.Absent _ -> json.writeNull();
      case FieldValue.Text(String value) -> json.writeString(value);
      case FieldValue.Texts(List<String> values) -> values(json, true, values, json::writeString);
      case FieldValue.Count(long value) -> json.writeNumber(value);
      case FieldValue.Amount amount -> json.writeString(amount.value().toString());
      case FieldValue.Probability(BigDecimal value) -> json.writeNumber(value);
      case FieldValue.Time(Instant value) -> json.writeString(value.toString());
      case FieldValue.Flag(boolean value) -> json.writeBoolean(value);
      case FieldValue.Flags(List<Boolean> values) -> values(json, true, values, json::writeBoolean);
    }
  }
}
