package shop.crm.topology.processor;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.SpendHistogram;

/** The newest snapshots of one tenant from all partitions, and the thresholds made of them. */
final class TenantMerge {

  private static final SpendHistogram NOBODY = new SpendHistogram();

  private final Map<Integer, SpendSnapshot> snapshots = new HashMap<>();

  /** What the thresholds in force were made of; nothing where an earlier process made them. */
  private Optional<Map<Integer, SpendHistogram>> calculatedFrom = Optional.empty();

  /** By partition, how many customers are seen to have moved since. */
  private final Map<Integer, Long> moved = new HashMap<>();

  private Thresholds thresholds = Thresholds.NONE;
  private String answered = "";

  void take(SpendSnapshot snapshot) {
    int partition = snapshot.partition();
    snapshots.put(partition, snapshot);
    calculatedFrom
        .map(spend -> spend.getOrDefault(partition, NOBODY))
        .ifPresent(before -> moved.put(partition, snapshot.spend().differsBy(before)));
  }

  /** Restores what was published last, and the request that it answered. */
  void restore(Thresholds published) {
    thresholds = published;
  }

  void restoreAnswered(String request) {
    answered = request;
  }

  String answered() {
    return answered;
  }

  /** New thresholds, if it is time for them. */
  Optional<Thresholds> calculate(TopologySettings settings, Instant now) {
    Optional<String> request = requestSeenByAll(settings.partitions());
    long customers = snapshots.values().stream().mapToLong(s -> s.spend().customers()).sum();
    if (customers == 0) {
      request.ifPresent(this::restoreAnswered);
      return Optional.empty();
    }
    if (request.isEmpty() && !isTime(settings, customers, now)) {
      return Optional.empty();
    }
    SpendHistogram all = new SpendHistogram();
    for (SpendSnapshot snapshot : snapshots.values()) {
      snapshot.spend().forEachBucket(all::addToBucket);
    }
    thresholds = new Thresholds(thresholds.version() + 1, all.quintileThresholds(), customers, now);
    calculatedFrom =
        Optional.of(
            snapshots.values().stream()
                .collect(Collectors.toMap(SpendSnapshot::partition, SpendSnapshot::spend)));
    moved.clear();
    request.ifPresent(this::restoreAnswered);
    return Optional.of(thresholds);
  }

  private Optional<String> requestSeenByAll(int partitions) {
    if (snapshots.size() < partitions) {
      return Optional.empty();
    }
    var requests =
        snapshots.values().stream().map(SpendSnapshot::request).collect(Collectors.toSet());
    return requests.size() == 1
        ? requests.stream().filter(id -> !id.isEmpty() && !id.equals(answered)).findFirst()
        : Optional.empty();
  }

  private boolean isTime(TopologySettings settings, long customers, Instant now) {
    if (thresholds.version() == 0) {
      return true;
    }
    Duration age = Duration.between(thresholds.calculatedAt(), now);
    if (age.compareTo(settings.calculationInterval()) >= 0) {
      return true;
    }
    long changed = snapshots.values().stream().mapToLong(this::changed).sum();
    // Each calculation is followed by a look at every customer: space them by their number.
    Duration spacing = Duration.ofMillis(Math.min(60_000, 250 + customers / 10));
    return changed > 0
        && changed >= settings.recalculationChange() * customers
        && age.compareTo(spacing) >= 0;
  }

  /**
   * How many customers changed spend since the calculation. A task counts from when it adopts the
   * thresholds: those that changed between its snapshot and then are only seen to have moved.
   */
  private long changed(SpendSnapshot snapshot) {
    long counted = snapshot.thresholdsVersion() == thresholds.version() ? snapshot.changed() : 0;
    return Math.max(counted, moved.getOrDefault(snapshot.partition(), 0L));
  }
}
