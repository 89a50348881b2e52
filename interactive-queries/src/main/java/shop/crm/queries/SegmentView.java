package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.segment.Conditions;
import shop.crm.schemas.segment.SegmentDefinition;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;

/**
 * A segment as callers see it: the definition as PostgreSQL has it, with what the stream counts.
 *
 * @param customers how many customers are in it
 * @param updatedAt absent for a built-in one, which is as old as the service
 * @param progress how much of bringing all customers to the present definition is done, in
 *     hundredths; empty where that is over
 */
record SegmentView(
    String tenant,
    String id,
    String name,
    Optional<String> description,
    Optional<Conditions> conditions,
    long customers,
    boolean builtIn,
    Optional<Instant> createdAt,
    Optional<Instant> updatedAt,
    long version,
    Optional<Integer> progress) {

  private static final int WHOLE = 100;

  /** A built-in segment. */
  static SegmentView of(String tenant, RfmSegment segment, TenantTallies tallies) {
    return new SegmentView(
        tenant,
        segment.id(),
        segment.displayName(),
        Optional.empty(),
        Optional.of(BuiltInSegments.conditions(segment)),
        tallies.segmentCustomers()[segment.ordinal()],
        true,
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty());
  }

  /** A segment that a user defined. */
  static SegmentView of(StoredSegment segment, SegmentCounts counts) {
    SegmentDefinition definition = segment.definition();
    return new SegmentView(
        definition.tenant(),
        definition.id(),
        definition.name(),
        definition.description(),
        definition.conditions(),
        definition.isDynamic() ? counts.members(definition.number()) : segment.members(),
        false,
        Optional.of(definition.createdAt()),
        Optional.of(definition.updatedAt()),
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
  byte[] bytes() {
    return JsonBytes.object(this::fields);
  }

  /** As an element of a list. */
  void element(JsonGenerator json) throws IOException {
    json.writeStartObject();
    fields(json);
    json.writeEndObject();
  }

  private void fields(JsonGenerator json) throws IOException {
    json.writeStringField("id", id);
    json.writeStringField("tenant_id", tenant);
    json.writeStringField("name", name);
    Json.text(json, "description", description);
    json.writeStringField("type", type());
    json.writeFieldName("conditions");
    if (conditions.isPresent()) {
      json.writeRawValue(ConditionsJson.list(conditions.get()));
    } else {
      json.writeNull();
    }
    json.writeNumberField("customer_count", customers);
    json.writeBooleanField("built_in", builtIn);
    Json.text(json, "created_at", createdAt);
    Json.text(json, "updated_at", updatedAt);
    json.writeNumberField("version", version);
    if (conditions.isPresent()) {
      json.writeBooleanField("computing", progress.isPresent());
      json.writeNumberField("progress", progress.orElse(WHOLE) / (double) WHOLE);
    }
  }
}
