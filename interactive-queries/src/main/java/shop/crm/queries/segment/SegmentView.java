package shop.crm.queries.segment;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.queries.http.Json;
import shop.crm.queries.view.BuiltInSegments;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;

/**
 * A segment as callers see it: the definition as PostgreSQL has it, with what the stream counts.
 *
 * @param customers how many customers are in it
 * @param dates absent for a built-in one, which is as old as the service
 * @param progress how much of bringing all customers to the present definition is done, in
 *     hundredths; empty where that is over
 */
public record SegmentView(
    Name name,
    Optional<Conditions> conditions,
    long customers,
    boolean builtIn,
    Optional<Dates> dates,
    long version,
    Optional<Integer> progress) {

  /** What it is called. */
  record Name(String tenant, String id, String text, Optional<String> description) {}

  /** When it was defined, and when that was changed last. */
  record Dates(Instant createdAt, Instant updatedAt) {}

  private static final int WHOLE = 100;

  /** A built-in segment. */
  static SegmentView of(String tenant, RfmSegment segment, TenantAggregates aggregates) {
    return new SegmentView(
        new Name(tenant, segment.id(), segment.displayName(), Optional.empty()),
        Optional.of(BuiltInSegments.conditions(segment)),
        aggregates.segmentCustomers()[segment.ordinal()],
        true,
        Optional.empty(),
        1,
        Optional.empty());
  }

  /** A segment that a user defined. */
  static SegmentView of(StoredSegment segment, SegmentCounts counts) {
    SegmentDefinition definition = segment.definition();
    return new SegmentView(
        new Name(definition.tenant(), definition.id(), definition.name(), definition.description()),
        definition.conditions(),
        definition.isDynamic() ? counts.members(definition.number()) : segment.members(),
        false,
        Optional.of(new Dates(definition.createdAt(), definition.updatedAt())),
        definition.version(),
        definition.isDynamic() && counts.isComputing(definition.revision())
            ? Optional.of(hundredths(counts))
            : Optional.empty());
  }

  /** A walk of which nothing is known yet has not begun: what is done is the one before. */
  private static int hundredths(SegmentCounts counts) {
    int done = (int) Math.floor(counts.progress() * WHOLE);
    return done >= WHOLE ? 0 : done;
  }

  String type() {
    return conditions.isPresent() ? "dynamic" : "manual";
  }

  /** As a document. */
  byte[] bytes(Visibility visibility) {
    return JsonBytes.object(json -> fields(json, visibility));
  }

  /** As an element of a list. */
  void element(JsonGenerator json, Visibility visibility) throws IOException {
    json.writeStartObject();
    fields(json, visibility);
    json.writeEndObject();
  }

  private void fields(JsonGenerator json, Visibility visibility) throws IOException {
    json.writeStringField("id", name.id());
    json.writeStringField("tenant_id", name.tenant());
    json.writeStringField("name", name.text());
    Json.text(json, "description", name.description());
    json.writeStringField("type", type());
    json.writeFieldName("conditions");
    if (conditions.isPresent()) {
      json.writeRawValue(visibility.conditions(conditions.get()));
    } else {
      json.writeNull();
    }
    json.writeNumberField("customer_count", customers);
    json.writeBooleanField("built_in", builtIn);
    Json.text(json, "created_at", dates.map(Dates::createdAt));
    Json.text(json, "updated_at", dates.map(Dates::updatedAt));
    json.writeNumberField("version", version);
    if (conditions.isPresent()) {
      json.writeBooleanField("computing", progress.isPresent());
      json.writeNumberField("progress", progress.orElse(WHOLE) / (double) WHOLE);
    }
  }
}
