package shop.crm.queries.view;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * Of which segments a caller is told that somebody entered or left them. Who is not shown personal
 * data is not told it of those that are defined by that. Definitions are read again after {@link
 * #KEPT}, and at once for a segment that is new; while they cannot be read nothing is told of any.
 */
public final class ShownSegments {

  private static final Logger LOG = LoggerFactory.getLogger(ShownSegments.class);
  private static final long KEPT = Duration.ofSeconds(5).toNanos();

  /** So many tenants are remembered. */
  private static final int MOST = 1_000;

  private final Segments segments;
  private final LongSupplier nanos;
  private final Map<String, Known> tenants = new ConcurrentHashMap<>();

  /** Those of a database. */
  public ShownSegments(Segments segments) {
    this(segments, System::nanoTime);
  }

  ShownSegments(Segments segments, LongSupplier nanos) {
    this.segments = segments;
    this.nanos = nanos;
  }

  /**
   * What is known of a tenant's segments.
   *
   * @param at when it was read, in nanoseconds
   * @param hidden those that are defined by what identifies somebody; nothing where that could not
   *     be read
   * @param others of the rest those that are there or were asked for: of one that was deleted
   *     nobody knows what it was
   */
  private record Known(long at, Optional<Set<String>> hidden, Set<String> others) {

    boolean knows(String id) {
      return hidden.isEmpty() || hidden.get().contains(id) || others.contains(id);
    }

    boolean shows(String id) {
      return hidden.filter(ids -> !ids.contains(id)).isPresent();
    }
  }

  /**
   * Whether a caller is told of a segment of a tenant, by its id, as segments are defined now: what
   * it returns waits for nobody.
   */
  public Predicate<String> now(Visibility visibility, String tenant) {
    return switch (visibility) {
      case FULL -> id -> true;
      case MASKED -> read(tenant, Set.of())::shows;
    };
  }

  /** The same for long: what it returns asks PostgreSQL now and then. */
  public Predicate<String> from(Visibility visibility, String tenant) {
    return switch (visibility) {
      case FULL -> id -> true;
      case MASKED -> id -> BuiltInSegments.find(id).isPresent() || known(tenant, id).shows(id);
    };
  }

  private Known known(String tenant, String id) {
    Known known = tenants.get(tenant);
    boolean old = known == null || nanos.getAsLong() - known.at() > KEPT;
    if (old || !known.knows(id)) {
      // One that is new may have been defined since; one that is gone is looked for once.
      Set<String> asked = new HashSet<>(old ? Set.of() : known.others());
      asked.add(id);
      known = read(tenant, asked);
      if (tenants.size() >= MOST) {
        tenants.clear();
      }
      tenants.put(tenant, known);
    }
    return known;
  }

  private Known read(String tenant, Set<String> asked) {
    long at = nanos.getAsLong();
    try {
      Map<Boolean, Set<String>> byHidden =
          segments.all(tenant).stream()
              .map(StoredSegment::definition)
              .collect(
                  Collectors.partitioningBy(
                      Visibility.MASKED::hides,
                      Collectors.mapping(SegmentDefinition::id, Collectors.toSet())));
      Set<String> others = new HashSet<>(asked);
      others.addAll(byHidden.get(false));
      return new Known(at, Optional.of(byHidden.get(true)), Set.copyOf(others));
    } catch (DatabaseAway e) {
      LOG.debug("definitions of segments cannot be read", e);
      return new Known(at, Optional.empty(), Set.of());
    }
  }
}
