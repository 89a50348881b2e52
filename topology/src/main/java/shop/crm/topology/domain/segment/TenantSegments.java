package shop.crm.topology.domain.segment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.segment.SegmentRecord;

/** All segments that a tenant's users define, and those they once did. Immutable. */
public final class TenantSegments {

  /** No segments. */
  public static final TenantSegments NONE = new TenantSegments(List.of(), 0);

  private final List<Segment> all;
  private final List<Segment> dynamic;
  private final Map<Integer, Segment> byNumber = new HashMap<>();
  private final long revision;
  private final boolean anyDeleted;

  /**
   * One of them.
   *
   * @param record as it was defined or deleted
   * @param rule what members meet; empty where they are put in by hand, or it is deleted
   */
  public record Segment(SegmentRecord record, Optional<SegmentRule> rule) {

    /** What stands for it in rows. */
    public int number() {
      return record.number();
    }

    /** Whether what a model expects of customers decides who belongs to it. */
    public boolean predicts() {
      return rule.map(SegmentRule::predicts).orElse(false);
    }

    boolean isDeleted() {
      return record instanceof SegmentRecord.Deleted;
    }

    /** A record, ready to be asked of many customers, by any thread. */
    public static Segment compiled(SegmentRecord record) {
      return new Segment(
          record,
          switch (record) {
            case SegmentRecord.Deleted _ -> Optional.empty();
            case SegmentRecord.Defined defined ->
                defined.definition().conditions().map(all -> SegmentRule.of(all.root()));
          });
    }
  }

  private TenantSegments(List<Segment> all, long revision) {
    this.all = all;
    this.dynamic = all.stream().filter(segment -> segment.rule().isPresent()).toList();
    this.revision = revision;
    this.anyDeleted = all.stream().anyMatch(Segment::isDeleted);
    all.forEach(segment -> byNumber.put(segment.number(), segment));
  }

  /** Those of some records, one for each segment. */
  public static TenantSegments of(Collection<SegmentRecord> records) {
    return ofCompiled(records.stream().map(Segment::compiled).toList());
  }

  /** Those that were compiled before, one for each segment. */
  public static TenantSegments ofCompiled(Collection<Segment> segments) {
    List<Segment> all = new ArrayList<>(segments);
    all.sort(Comparator.comparingInt(Segment::number));
    long revision = all.stream().mapToLong(each -> each.record().revision()).max().orElse(0);
    return all.isEmpty() ? NONE : new TenantSegments(List.copyOf(all), revision);
  }

  /** The newest change of any of them. */
  public long revision() {
    return revision;
  }

  /** Those whose members meet conditions, by number. */
  public List<Segment> dynamic() {
    return dynamic;
  }

  /** All of them, also those that were deleted, by number. */
  public List<Segment> all() {
    return all;
  }

  /** Those that have changed since a revision, by number. */
  public List<Segment> changedSince(long before) {
    return all.stream().filter(segment -> segment.record().revision() > before).toList();
  }

  /** Those that have changed since a revision or follow from predictions, by number. */
  public List<Segment> changedSinceOrPredicting(long before) {
    return all.stream()
        .filter(segment -> segment.record().revision() > before || segment.predicts())
        .toList();
  }

  /** Whether one of them follows from what a model expects of customers. */
  public boolean predict() {
    return dynamic.stream().anyMatch(Segment::predicts);
  }

  /** The one of that number, if it is known. */
  public Optional<Segment> numbered(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /** Whether the one of that number was deleted. */
  public boolean isDeleted(int number) {
    return anyDeleted && numbered(number).map(Segment::isDeleted).orElse(false);
  }
}
