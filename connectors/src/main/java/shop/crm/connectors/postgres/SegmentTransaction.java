package shop.crm.connectors.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;

/**
 * Writes of definitions within one transaction. Whoever changes one holds the tenant's counters
 * until the end: so no two of a tenant are changed at once, what is asked of all of them stays
 * true, and the outbox has them in the order of revisions.
 */
final class SegmentTransaction implements SegmentWriter {

  /** Writes nothing new where there is a row, but locks it. */
  private static final String LOCK_COUNTERS =
      """
      INSERT INTO segment_counters AS c (tenant_id, revision, numbers) VALUES (:tenant, 0, 0) \
      ON CONFLICT (tenant_id) DO UPDATE SET revision = c.revision \
      RETURNING revision, numbers""";

  private static final String COUNT =
      """
      UPDATE segment_counters SET revision = :revision, numbers = :numbers \
      WHERE tenant_id = :tenant""";

  private static final String TAKEN =
      """
      SELECT count(*) AS segments, \
      count(*) FILTER (WHERE id = :id) AS ids, \
      count(*) FILTER (WHERE name_key = :nameKey AND id <> :id) AS names, \
      coalesce(sum(octet_length(conditions)) FILTER (WHERE id <> :id), 0) AS bytes, \
      (SELECT l.segments FROM tenant_limits AS l WHERE l.tenant_id = :tenant) AS most \
      FROM segments WHERE tenant_id = :tenant""";

  private static final String DELETE =
      "DELETE FROM segments WHERE tenant_id = :tenant AND number = :number";

  private final Handle handle;
  private final Clock clock;
  private final SegmentMembers members;

  SegmentTransaction(Handle handle, Clock clock) {
    this.handle = handle;
    this.clock = clock;
    this.members = new SegmentMembers(handle);
  }

  private record Counters(long revision, int numbers) {}

  /**
   * What other segments of the tenant have.
   *
   * @param most how many there may be
   */
  private record Taken(int segments, boolean id, boolean name, long bytes, long most) {

    /** Tasks keep all of a tenant's definitions in memory. */
    void refuseMore(int before, int after) {
      if (after > before && bytes + after > SegmentDefinition.MAX_CONDITIONS_BYTES) {
        throw new TooManySegments(most);
      }
    }
  }

  private static int bytes(Optional<Conditions> conditions) {
    return conditions.map(all -> all.json().getBytes(UTF_8).length).orElse(0);
  }

  @Override
  public StoredSegment create(String tenant, SegmentDraft draft) {
    Counters counters = lockCounters(tenant);
    Taken taken = taken(tenant, draft);
    if (taken.id()) {
      throw new AlreadyThere(AlreadyThere.What.ID);
    }
    refuseName(taken);
    if (taken.segments() >= taken.most() || counters.numbers() >= SegmentDefinition.MAX_EVER) {
      throw new TooManySegments(taken.most());
    }
    taken.refuseMore(0, bytes(draft.conditions()));
    Instant now = now();
    SegmentDefinition segment =
        new SegmentDefinition(
            new SegmentDefinition.Key(tenant, draft.id(), counters.numbers()),
            counters.revision() + 1,
            1,
            draft.name(),
            draft.description(),
            draft.conditions(),
            new Span(now, now));
    SegmentTable.bind(handle.createUpdate(SegmentTable.INSERT), segment).execute();
    count(tenant, new Counters(segment.revision(), counters.numbers() + 1));
    Outbox.publish(handle, new SegmentRecord.Defined(segment));
    return new StoredSegment(segment, 0);
  }

  @Override
  public Optional<StoredSegment> lock(String tenant, String id) {
    return handle
        .createQuery(SegmentTable.ONE + " FOR UPDATE")
        .bind("tenant", tenant)
        .bind("id", id)
        .map(SegmentTable::segment)
        .findOne();
  }

  @Override
  public StoredSegment revise(StoredSegment locked, SegmentDraft draft) {
    SegmentDefinition before = locked.definition();
    if (!before.id().equals(draft.id()) || before.isDynamic() != draft.conditions().isPresent()) {
      throw new IllegalArgumentException("a segment keeps its id and its type");
    }
    if (before.name().equals(draft.name())
        && before.description().equals(draft.description())
        && before.conditions().equals(draft.conditions())) {
      return locked;
    }
    Counters counters = lockCounters(before.tenant());
    Taken taken = taken(before.tenant(), draft);
    refuseName(taken);
    taken.refuseMore(bytes(before.conditions()), bytes(draft.conditions()));
    SegmentDefinition after = next(before, draft, counters.revision() + 1);
    SegmentTable.bind(handle.createUpdate(SegmentTable.UPDATE), after).execute();
    count(before.tenant(), new Counters(after.revision(), counters.numbers()));
    Outbox.publish(handle, new SegmentRecord.Defined(after));
    return new StoredSegment(after, locked.members());
  }

  private SegmentDefinition next(SegmentDefinition before, SegmentDraft draft, long revision) {
    Instant now = now();
    return new SegmentDefinition(
        new SegmentDefinition.Key(before.tenant(), before.id(), before.number()),
        revision,
        before.version() + 1,
        draft.name(),
        draft.description(),
        draft.conditions(),
        new Span(before.createdAt(), now.isAfter(before.updatedAt()) ? now : before.updatedAt()));
  }

  @Override
  public void delete(StoredSegment locked) {
    SegmentDefinition segment = locked.definition();
    Counters counters = lockCounters(segment.tenant());
    members.removeAll(segment);
    handle
        .createUpdate(DELETE)
        .bind("tenant", segment.tenant())
        .bind("number", segment.number())
        .execute();
    long revision = counters.revision() + 1;
    count(segment.tenant(), new Counters(revision, counters.numbers()));
    Outbox.publish(
        handle,
        new SegmentRecord.Deleted(
            segment.tenant(), segment.id(), segment.number(), revision, segment.name(), now()));
  }

  @Override
  public boolean add(SegmentDefinition locked, CustomerKey customer) {
    return members.add(locked, customer, now());
  }

  @Override
  public boolean remove(SegmentDefinition locked, CustomerKey customer) {
    return members.remove(locked, customer, now());
  }

  private Counters lockCounters(String tenant) {
    return handle
        .createQuery(LOCK_COUNTERS)
        .bind("tenant", tenant)
        .map((row, context) -> new Counters(row.getLong("revision"), row.getInt("numbers")))
        .one();
  }

  private void count(String tenant, Counters counters) {
    handle
        .createUpdate(COUNT)
        .bind("tenant", tenant)
        .bind("revision", counters.revision())
        .bind("numbers", counters.numbers())
        .execute();
  }

  private Taken taken(String tenant, SegmentDraft draft) {
    return handle
        .createQuery(TAKEN)
        .bind("tenant", tenant)
        .bind("id", draft.id())
        .bind("nameKey", SegmentTable.nameKey(draft.name()))
        .map(
            (row, context) ->
                new Taken(
                    row.getInt("segments"),
                    row.getInt("ids") > 0,
                    row.getInt("names") > 0,
                    row.getLong("bytes"),
                    Optional.ofNullable((Long) row.getObject("most"))
                        .orElse(Limit.SEGMENTS.standard().orElseThrow())))
        .one();
  }

  private static void refuseName(Taken taken) {
    if (taken.name()) {
      throw new AlreadyThere(AlreadyThere.What.NAME);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
