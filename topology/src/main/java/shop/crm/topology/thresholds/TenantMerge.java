package shop.crm.topology.thresholds;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.SpendDistribution;
import shop.crm.topology.domain.SpendHistogram;
import shop.crm.topology.settings.TopologySettings;

/** The newest snapshots of one tenant from all partitions, and the thresholds made of them. */
final class TenantMerge {

  private static final SpendHistogram NOBODY = new SpendHistogram();

  private final NavigableMap<Integer, Part> parts = new TreeMap<>();

  /** The requests that partitions without customers have answered. */
  private final NavigableMap<Integer, String> nobodies = new TreeMap<>();

  /** Whether this process made the thresholds in force, and so knows of what. */
  private boolean calculatedHere;

  /** Customers of partitions that have left since the calculation. */
  private long left;

  /** Whether the thresholds in force are of less than is known now. */
  private boolean inexact;

  private long version;
  private Instant calculatedAt = Instant.EPOCH;
  private String answered = "";

  /**
   * What is known of a partition.
   *
   * @param counted what the thresholds in force were made of
   * @param moved how many customers are seen to have moved since
   */
  private record Part(SpendSnapshot newest, SpendHistogram counted, long moved) {}

  void take(SpendSnapshot snapshot) {
    Optional<Part> before = Optional.ofNullable(parts.get(snapshot.partition()));
    nobodies.remove(snapshot.partition());
    // Thresholds of an earlier release followed other rules: they are replaced when all is told.
    inexact |= snapshot.isExact() && before.map(part -> !part.newest().isExact()).orElse(false);
    SpendHistogram counted = before.map(Part::counted).orElse(NOBODY);
    long moved = calculatedHere ? snapshot.spend().histogram().differsBy(counted) : 0;
    SpendSnapshot kept = moved == 0 && calculatedHere ? snapshot.with(counted) : snapshot;
    parts.put(snapshot.partition(), new Part(kept, counted, moved));
  }

  /** A partition has answered a request that it has no customers. */
  void answeredOfNobody(int partition, String request) {
    nobodies.put(partition, request);
  }

  /** Whether partitions without customers have answered a request that others have not yet. */
  boolean isAsked() {
    return !nobodies.isEmpty();
  }

  /** Forgets which partitions without customers have answered; which those were. */
  List<Integer> forgetNobodies() {
    List<Integer> were = List.copyOf(nobodies.keySet());
    nobodies.clear();
    return were;
  }

  /** A partition has no customers any more. Whether any were known. */
  boolean leave(int partition) {
    Optional<Part> gone = Optional.ofNullable(parts.remove(partition));
    left += gone.map(part -> part.newest().spend().customers()).orElse(0L);
    return gone.isPresent();
  }

  /** Whether no partition tells of customers. */
  boolean isOfNobody() {
    return parts.isEmpty();
  }

  /** Restores what was published last, and the request that it answered. */
  void restore(Thresholds published) {
    version = published.version();
    calculatedAt = published.calculatedAt();
  }

  void restoreAnswered(String request) {
    answered = request;
  }

  String answered() {
    return answered;
  }

  /** Whether that is the request that was answered last. */
  boolean isAnswered(String request) {
    return !request.isEmpty() && request.equals(answered);
  }

  /** New thresholds, if it is time for them. */
  Optional<Thresholds> calculate(TopologySettings settings, Instant now) {
    Optional<String> request = requestSeenByAll(settings.partitions());
    long customers = customers();
    if (customers == 0) {
      request.ifPresent(this::restoreAnswered);
      return request.map(_ -> ofNobody(now));
    }
    boolean isTime = nextTime(settings).map(at -> !now.isBefore(at)).orElse(false);
    if (request.isEmpty() && !inexact && !isTime) {
      return Optional.empty();
    }
    SpendDistribution all =
        SpendDistribution.sum(newest().stream().map(SpendSnapshot::spend).toList());
    version = newestVersion() + 1;
    calculatedAt = now;
    parts.replaceAll((_, part) -> new Part(part.newest(), part.newest().spend().histogram(), 0));
    calculatedHere = true;
    left = 0;
    inexact = false;
    request.ifPresent(this::restoreAnswered);
    return Optional.of(new Thresholds(version, all.thresholds(), customers, now, answers()));
  }

  /** Nobody has scores: what was in force before anybody had is so again, and says who asked. */
  private Thresholds ofNobody(Instant now) {
    version = newestVersion() + 1;
    calculatedAt = now;
    return new Thresholds(version, Thresholds.NONE.monetary(), 0, now, answers());
  }

  private Optional<String> answers() {
    return Optional.of(answered).filter(id -> !id.isEmpty());
  }

  /**
   * When to calculate next, as far as is known now; never while nobody has scores. It may have been
   * long ago.
   */
  Optional<Instant> nextTime(TopologySettings settings) {
    long customers = customers();
    if (customers == 0) {
      return Optional.empty();
    }
    if (version == 0) {
      return Optional.of(Instant.EPOCH);
    }
    // Each calculation is followed by a look at every customer: space them by their number.
    Duration spacing = Duration.ofMillis(Math.min(60_000, 250 + customers / 10));
    long changed = left + parts.values().stream().mapToLong(this::changed).sum();
    boolean soon = changed > 0 && changed >= settings.recalculationChange() * customers;
    Duration interval = settings.calculationInterval();
    Duration wait = soon && spacing.compareTo(interval) < 0 ? spacing : interval;
    return Optional.of(calculatedAt.plus(wait));
  }

  private Collection<SpendSnapshot> newest() {
    return parts.values().stream().map(Part::newest).toList();
  }

  private long customers() {
    return parts.values().stream().mapToLong(part -> part.newest().spend().customers()).sum();
  }

  /** Tasks may have had thresholds that were taken back since: no number is used twice. */
  private long newestVersion() {
    long adopted = newest().stream().mapToLong(SpendSnapshot::thresholdsVersion).max().orElse(0);
    return Math.max(version, adopted);
  }

  /**
   * The request that every partition has answered, if it is another than the one before. A
   * calculation that does not wait for those it has not heard of would leave out customers who were
   * known.
   */
  Optional<String> requestSeenByAll(int partitions) {
    Set<String> requests =
        IntStream.range(0, partitions)
            .mapToObj(
                partition ->
                    Optional.ofNullable(parts.get(partition))
                        .map(part -> part.newest().request())
                        .orElse(nobodies.getOrDefault(partition, "")))
            .collect(Collectors.toSet());
    return requests.size() == 1
        ? requests.stream().filter(id -> !id.isEmpty() && !id.equals(answered)).findFirst()
        : Optional.empty();
  }

  /**
   * How many customers changed spend since the calculation. A task counts from when it adopts the
   * thresholds: those that changed between its snapshot and then are only seen to have moved.
   */
  private long changed(Part part) {
    SpendSnapshot snapshot = part.newest();
    long counted = snapshot.thresholdsVersion() == version ? snapshot.changed() : 0;
    return Math.max(counted, part.moved());
  }
}
