package shop.crm.queries.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.limit.TenantShares;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.schemas.model.access.Limit;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;

/**
 * Asks partitions: those here, and the others at their owners. Each answers exactly once, or there
 * is no answer.
 */
final class Questions {

  /** How many questions that read all rows are asked here at once. */
  static final int SCANS_AT_ONCE = (int) Limit.PREVIEWS.most();

  private static final int SCANS_FOR_OTHERS_AT_ONCE = 4;

  /** Of one tenant half of them; how many of its scans an instance begins is bounded there. */
  private static final int SCANS_FOR_OTHERS_OF_TENANT = 2;

  private static final Duration AFTER_SCANS = Duration.ofSeconds(2);
  private static final BooleanSupplier NEVER = () -> false;

  private final LiveTasks live;
  private final Peers peers;
  private final Supplier<Map<HostInfo, BitSet>> owners;
  private final Partitions partitions;
  private final Gather gather = new Gather();
  private final Semaphore scans = new Semaphore(SCANS_AT_ONCE);

  /** Apart from the others: instances that ask each other must not wait for each other. */
  private final Semaphore scansForOthers = new Semaphore(SCANS_FOR_OTHERS_AT_ONCE);

  private final TenantShares scansForOthersOf = new TenantShares(_ -> SCANS_FOR_OTHERS_OF_TENANT);

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {

    /** What it answers of the partitions that it owns. */
    <P> List<Part<P>> ask(HostInfo instance, PartitionQuestion<P, ?> question)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  /**
   * Nothing is asked yet.
   *
   * @param owners the other instances, and the partitions that each owns; asked only if they are
   *     needed
   */
  Questions(
      LiveTasks live, Peers peers, Supplier<Map<HostInfo, BitSet>> owners, Partitions partitions) {
    this.live = live;
    this.peers = peers;
    this.owners = owners;
    this.partitions = partitions;
  }

  /** What all partitions answer that have to. */
  <A> Located<A> ask(PartitionQuestion<?, A> question, BooleanSupplier cancelled) {
    return switch (question.effort()) {
      case FIGURES, MEMORY -> orUnavailable(gathered(question, NEVER));
      case SOME_ROWS -> partitions.bounded(() -> orUnavailable(gathered(question, NEVER)));
      case ALL_ROWS -> scanning(scans, question, cancelled, stop -> gathered(question, stop));
    };
  }

  /** What the partitions here answer another instance. */
  <P> Located<List<Part<P>>> answer(PartitionQuestion<P, ?> question, BooleanSupplier cancelled) {
    return switch (question.effort()) {
      // It takes no permit that those here wait for, who may wait for the other instance.
      case FIGURES, MEMORY, SOME_ROWS -> answered(here(question, NEVER));
      case ALL_ROWS -> scannedForOthers(question, cancelled);
    };
  }

  private <P> Located<List<Part<P>>> scannedForOthers(
      PartitionQuestion<P, ?> question, BooleanSupplier cancelled) {
    if (!scansForOthersOf.tryAcquire(question.tenant())) {
      return new Located.Unavailable<>(AFTER_SCANS);
    }
    try {
      return scanning(
          scansForOthers,
          question,
          cancelled,
          stop ->
              Optional.of(here(question, stop))
                  .filter(_ -> !stop.getAsBoolean())
                  .map(Questions::answered));
    } finally {
      scansForOthersOf.release(question.tenant());
    }
  }

  private static <P> Located.Here<List<Part<P>>> answered(List<Part<P>> parts) {
    Instant asOf = parts.stream().map(Part::asOf).min(Instant::compareTo).orElse(Instant.EPOCH);
    return new Located.Here<>(parts, new Freshness(asOf, false));
  }

  private static <T> Located<T> orUnavailable(Optional<Located.Here<T>> here) {
    return here.isPresent() ? here.get() : new Located.Unavailable<>(StoreReads.RETRY_AFTER);
  }

  /** Work that ends soon once it is to stop; what it has found by then is no answer. */
  private interface Work<T> {
    Optional<Located.Here<T>> until(BooleanSupplier stop);
  }

  private static <T> Located<T> scanning(
      Semaphore permits,
      PartitionQuestion<?, ?> question,
      BooleanSupplier cancelled,
      Work<T> work) {
    if (!permits.tryAcquire()) {
      return new Located.Unavailable<>(AFTER_SCANS);
    }
    try {
      long end = System.nanoTime() + question.effort().longest().toNanos();
      Optional<Located.Here<T>> found =
          work.until(() -> cancelled.getAsBoolean() || System.nanoTime() - end > 0);
      return found.isPresent() ? found.get() : new Located.Unavailable<>(AFTER_SCANS);
    } finally {
      permits.release();
    }
  }

  /** Others are asked while those here are read. */
  private <P, A> Optional<Located.Here<A>> gathered(
      PartitionQuestion<P, A> question, BooleanSupplier stop) {
    Instant ofAll = asOfAll();
    BitSet needed = question.partitions(partitions.count());
    PartialAnswers<P> parts = new PartialAnswers<>(needed, partitions::asOf);
    BitSet away = (BitSet) needed.clone();
    live.partitions().forEach(away::clear);
    CompletableFuture<List<Part<P>>> elsewhere =
        away.isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : CompletableFuture.supplyAsync(
                () -> elsewhere(question, away, stop), task -> Thread.ofVirtual().start(task));
    here(question, stop).forEach(parts::here);
    parts.elsewhere(elsewhere.join());
    BitSet movedAway = parts.missing();
    movedAway.andNot(away);
    if (!movedAway.isEmpty()) {
      parts.elsewhere(elsewhere(question, movedAway, stop));
    }
    parts.missing().stream()
        .mapToObj(partition -> partitions.fromCopy(partition, question::answerFromCopy))
        .flatMap(Optional::stream)
        .forEach(parts::copied);
    return parts.merged(question::merged, ofAll);
  }

  private Instant asOfAll() {
    return IntStream.range(0, partitions.count())
        .mapToObj(partitions::asOf)
        .min(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** What those others answer who own one of some partitions: nobody else is asked. */
  private <P> List<Part<P>> elsewhere(
      PartitionQuestion<P, ?> question, BitSet wanted, BooleanSupplier stop) {
    Map<HostInfo, BitSet> all = owners.get();
    List<HostInfo> asked =
        all.entrySet().stream()
            .filter(owner -> owner.getValue().intersects(wanted))
            .map(Map.Entry::getKey)
            .toList();
    return gather.all(
        asked,
        instance -> {
          BitSet theirs = (BitSet) all.get(instance).clone();
          theirs.and(wanted);
          return peers.ask(instance, question.narrowedTo(theirs, partitions.count()));
        },
        stop);
  }

  /** What the partitions here answer. One that moves away meanwhile is left out. */
  private <P> List<Part<P>> here(PartitionQuestion<P, ?> question, BooleanSupplier stop) {
    return question.partitions(partitions.count()).stream()
        .boxed()
        .flatMap(
            partition ->
                live
                    .task(partition)
                    .flatMap(task -> here(question, partition, task, stop))
                    .stream())
        .toList();
  }

  private <P> Optional<Part<P>> here(
      PartitionQuestion<P, ?> question, int partition, LiveTask task, BooleanSupplier stop) {
    try {
      // Before the read, so that it never promises more than what was read.
      Instant asOf = partitions.asOf(partition);
      P partial = question.answer(new TaskPartition(partition, task, partitions, stop));
      return stop.getAsBoolean()
          ? Optional.empty()
          : Optional.of(new Part<>(partition, asOf, partial));
    } catch (InvalidStateStoreException e) {
      // It is moving away: whoever owns it now is asked, or nobody can tell.
      return Optional.empty();
    }
  }
}
