package shop.crm.benchmarks.faults.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import shop.crm.benchmarks.check.Faults;

/**
 * What changes must be, in the order of their topics: each {@code old} is the {@code new} before,
 * who enters a segment is outside, versions of profiles have no gap, and no id comes twice. Safe
 * for use by many threads.
 */
public final class ChangeChains {

  /** Of the kinds of things that break a chain. */
  public static final String GAP = "a gap in the changes";

  /** Of changes that come twice. */
  public static final String DOUBLE = "a change that comes twice";

  private static final String LOWEST_TIER = "bronze";

  private final Faults faults;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, String> segments = new HashMap<>();
  private final Map<String, String> tiers = new HashMap<>();
  private final Map<String, Set<String>> memberships = new HashMap<>();
  private final Map<String, TreeSet<Long>> versions = new TreeMap<>();
  private final Map<String, List<String>> tierMoves = new HashMap<>();
  private long gaps;
  private long doubles;

  /** None yet. */
  public ChangeChains(Faults faults) {
    this.faults = faults;
  }

  /** Adds the next change of a topic. */
  public synchronized void add(JsonNode event) {
    String id = event.path("id").asText();
    if (!ids.add(event.path("type").asText().replaceAll("entered|left", "") + id)) {
      doubles++;
      faults.add(DOUBLE, event.path("type").asText() + " " + id);
      return;
    }
    String customer = event.path("subject").asText();
    JsonNode data = event.path("data");
    switch (event.path("type").asText()) {
      case "customer.segment_changed" -> {
        link(event, segments.getOrDefault(customer, "null"), data.path("old_segment").asText());
        segments.put(customer, data.path("new_segment").asText());
      }
      case "customer.tier_changed" -> {
        link(event, tiers.getOrDefault(customer, LOWEST_TIER), data.path("old_tier").asText());
        tiers.put(customer, data.path("new_tier").asText());
        tierMoves
            .computeIfAbsent(customer, _ -> new ArrayList<>())
            .add(data.path("old_tier").asText());
      }
      case "customer.segment_entered" -> member(event, customer, true);
      case "customer.segment_left" -> member(event, customer, false);
      case "customer.created", "customer.updated" -> version(customer, id);
      default -> {}
    }
  }

  private void link(JsonNode event, String before, String old) {
    if (!before.equals(old)) {
      gap(event.path("id").asText() + ": from " + old + " after " + before);
    }
  }

  private void member(JsonNode event, String customer, boolean enters) {
    String segment = event.path("data").path("segment_id").asText();
    Set<String> in = memberships.computeIfAbsent(customer, _ -> new HashSet<>());
    if (!(enters ? in.add(segment) : in.remove(segment))) {
      gap(event.path("id").asText() + (enters ? " enters " : " leaves ") + segment + " again");
    }
  }

  private void version(String customer, String id) {
    // Of a change that no profile brought about, there is none.
    int at = id.lastIndexOf(":v");
    if (at > 0) {
      versions
          .computeIfAbsent(customer, _ -> new TreeSet<>())
          .add(Long.parseLong(id.substring(at + 2)));
    }
  }

  private void gap(String what) {
    gaps++;
    faults.add(GAP, what);
  }

  /** Adds gaps between the versions of profiles, whose topics are read in no order. */
  public synchronized void checkVersions() {
    versions.forEach(
        (customer, all) -> {
          if (all.last() != all.size()) {
            gap(customer + ": %d versions up to %d".formatted(all.size(), all.last()));
          }
        });
  }

  /** The RFM segment that a customer was last told to be in; {@code null} as text for none. */
  public synchronized String segment(String customer) {
    return segments.getOrDefault(customer, "null");
  }

  /** The tier that a customer was last told to be in. */
  public synchronized String tier(String customer) {
    return tiers.getOrDefault(customer, LOWEST_TIER);
  }

  /** Gaps and doubles so far. */
  public synchronized long broken() {
    return gaps + doubles;
  }

  /** Forgets who has moved between tiers. */
  public synchronized void forgetTierMoves() {
    tierMoves.clear();
  }

  /** How many customers have moved between tiers, since that was forgotten. */
  public synchronized long tierMovers() {
    return tierMoves.size();
  }

  /** How many of them have come back to a tier that they had left. */
  public synchronized long tierReturners() {
    return tierMoves.entrySet().stream()
        .filter(moves -> moves.getValue().contains(tiers.get(moves.getKey())))
        .count();
  }

  /** The ids of all changes of types that the feed tells, with their types. */
  synchronized Set<String> ids() {
    return Set.copyOf(ids);
  }
}
