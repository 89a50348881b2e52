package shop.crm.queries.live;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import shop.crm.queries.live.question.Part;

/**
 * What partitions have answered to one question: each once, or there is no answer. What is read
 * here wins over what another instance says of the same partition; two others that both claim it
 * are believed neither.
 */
final class PartialAnswers<P> {

  private final BitSet missing;
  private final Map<Integer, Instant> before = new TreeMap<>();
  private final Map<Integer, Part<P>> here = new TreeMap<>();
  private final Map<Integer, Part<P>> elsewhere = new TreeMap<>();
  private boolean claimedTwice;
  private boolean stale;

  /**
   * Nothing yet.
   *
   * @param needed the partitions that have to answer
   * @param asOf up to when each is complete before anything is read
   */
  PartialAnswers(BitSet needed, IntFunction<Instant> asOf) {
    this.missing = (BitSet) needed.clone();
    needed.stream().forEach(partition -> before.put(partition, asOf.apply(partition)));
  }

  void here(Part<P> part) {
    here.put(part.partition(), part);
    missing.clear(part.partition());
  }

  /** What another instance says; more than was asked for does not count. */
  void elsewhere(List<Part<P>> parts) {
    for (Part<P> part : parts) {
      if (part.partition() >= 0 && missing.get(part.partition())) {
        elsewhere.put(part.partition(), part);
        missing.clear(part.partition());
      } else {
        claimedTwice |= elsewhere.containsKey(part.partition());
      }
    }
  }

  /** What a copy says while the owner is away: as old as the copy is. */
  void copied(Part<P> part) {
    before.remove(part.partition());
    here(part);
    stale = true;
  }

  /** The partitions that have not answered. */
  BitSet missing() {
    return (BitSet) missing.clone();
  }

  /** What they come to; empty where one is missing or was told twice. */
  <A> Optional<Located.Here<A>> merged(Function<List<P>, A> merge, Instant ofNothing) {
    if (!missing.isEmpty() || claimedTwice) {
      return Optional.empty();
    }
    here.putAll(elsewhere);
    A answer = merge.apply(here.values().stream().map(Part::partial).toList());
    Instant asOf = here.values().stream().map(this::asOf).min(Instant::compareTo).orElse(ofNothing);
    return Optional.of(new Located.Here<>(answer, new Freshness(asOf, stale)));
  }

  /** The owner may know better than what was known here before it was asked, or not so well. */
  private Instant asOf(Part<P> part) {
    Instant known = before.getOrDefault(part.partition(), Instant.EPOCH);
    return part.asOf().isAfter(known) ? part.asOf() : known;
  }
}
