package shop.crm.queries.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.schemas.Stores;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.purchase.PageGone;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.SegmentRule;
import shop.crm.topology.domain.segment.Subject;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.roster.RosterQuery.Position;

/**
 * Looks at all customers of a tenant, row by row: each partition here, or at its owner; each
 * exactly once, or there is no answer. Few do so at once, none for long, and none whose caller has
 * gone.
 */
final class Previews {

  static final int AT_ONCE = 2;

  private static final int FOR_OTHERS_AT_ONCE = 4;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** How many rows are looked at before it is asked whether to go on. */
  private static final int ROWS_AT_ONCE = 256;

  private final LiveTasks live;
  private final Peers peers;
  private final CustomerLists.Partitions partitions;
  private final Gather gather = new Gather();
  private final Semaphore own = new Semaphore(AT_ONCE);

  /** Apart from the others: instances that ask each other must not wait for each other. */
  private final Semaphore forOthers = new Semaphore(FOR_OTHERS_AT_ONCE);

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<Preview.Part> ask(HostInfo instance, Preview.Question question)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  Previews(LiveTasks live, Peers peers, CustomerLists.Partitions partitions) {
    this.live = live;
    this.peers = peers;
    this.partitions = partitions;
  }

  /** The preview over all partitions. */
  Located<Preview> all(
      Preview.Question question, Supplier<List<HostInfo>> others, BooleanSupplier cancelled) {
    return limited(own, cancelled, stop -> summed(gathered(question, others, stop)));
  }

  /** The preview of each partition that is owned here. */
  Located<List<Preview.Part>> local(Preview.Question question, BooleanSupplier cancelled) {
    return limited(
        forOthers,
        cancelled,
        stop ->
            Optional.of(scan(question, stop))
                .filter(parts -> !stop.getAsBoolean())
                .map(parts -> new Located.Here<>(parts, freshness(parts))));
  }

  /** Work that ends soon once it is to stop; what it has found by then is no answer. */
  private interface Work<T> {
    Optional<Located.Here<T>> until(BooleanSupplier stop);
  }

  private static <T> Located<T> limited(
      Semaphore permits, BooleanSupplier cancelled, Work<T> work) {
    if (!permits.tryAcquire()) {
      return new Located.Unavailable<>(RETRY_AFTER);
    }
    try {
      long end = System.nanoTime() + LONGEST.toNanos();
      BooleanSupplier stop = () -> cancelled.getAsBoolean() || System.nanoTime() - end > 0;
      Optional<Located.Here<T>> found = work.until(stop);
      return found.isPresent() ? found.get() : new Located.Unavailable<>(RETRY_AFTER);
    } finally {
      permits.release();
    }
  }

  private Map<Integer, Preview.Part> gathered(
      Preview.Question question, Supplier<List<HostInfo>> others, BooleanSupplier stop) {
    boolean alone = live.partitions().size() == partitions.count();
    CompletableFuture<List<Preview.Part>> elsewhere =
        alone
            ? CompletableFuture.completedFuture(List.of())
            : CompletableFuture.supplyAsync(
                () -> gather.all(others.get(), one -> peers.ask(one, question), stop),
                task -> Thread.ofVirtual().start(task));
    Map<Integer, Preview.Part> parts = new TreeMap<>();
    scan(question, stop).forEach(part -> parts.put(part.partition(), part));
    elsewhere.join().forEach(part -> parts.putIfAbsent(part.partition(), part));
    return parts;
  }

  /** All partitions together; empty if one is missing. */
  private Optional<Located.Here<Preview>> summed(Map<Integer, Preview.Part> parts) {
    List<Preview.Part> all = new ArrayList<>();
    for (int partition = 0; partition < partitions.count(); partition++) {
      Preview.Part part = parts.get(partition);
      if (part == null) {
        return Optional.empty();
      }
      all.add(part);
    }
    Preview sum = all.stream().map(Preview.Part::preview).reduce(Preview.EMPTY, Preview::plus);
    return Optional.of(new Located.Here<>(sum, freshness(all)));
  }

  private static Freshness freshness(List<Preview.Part> parts) {
    return new Freshness(
        parts.stream().map(Preview.Part::asOf).min(Instant::compareTo).orElse(Instant.EPOCH),
        false);
  }

  private List<Preview.Part> scan(Preview.Question question, BooleanSupplier stop) {
    SegmentRule rule = SegmentRule.of(question.conditions().root());
    List<Preview.Part> parts = new ArrayList<>();
    for (int partition = 0; partition < partitions.count(); partition++) {
      Optional<LiveTask> task = live.task(partition);
      if (task.isPresent()) {
        Scan scan = new Scan(question, rule, task.get().predictions(question.tenant()));
        scan(partition, scan, stop).ifPresent(parts::add);
      }
    }
    return parts;
  }

  private Optional<Preview.Part> scan(int partition, Scan scan, BooleanSupplier stop) {
    Instant asOf = partitions.asOf(partition);
    String prefix = scan.question.tenant() + CustomerKey.SEPARATOR;
    try {
      CustomerReader reader = partitions.reader(partition);
      if (!scan(reader, prefix, scan, stop)) {
        return Optional.empty();
      }
    } catch (InvalidStateStoreException e) {
      // It is moving away: whoever owns it now tells, or nobody can.
      return Optional.empty();
    }
    return Optional.of(new Preview.Part(partition, asOf, scan.preview()));
  }

  /** Whether it came to the end. */
  private static boolean scan(
      CustomerReader reader, String prefix, Scan scan, BooleanSupplier stop) {
    try (KeyValueIterator<String, byte[]> rows =
        reader.customers().range(prefix, Stores.endOf(prefix))) {
      for (long seen = 0; rows.hasNext(); seen++) {
        if (seen % ROWS_AT_ONCE == 0 && stop.getAsBoolean()) {
          return false;
        }
        KeyValue<String, byte[]> row = rows.next();
        scan.see(row.key.substring(prefix.length()), row.value, reader);
      }
      return true;
    }
  }

  /** Counts; keeps no more customers than a sample has. */
  private static final class Scan {

    private final Preview.Question question;
    private final SegmentRule rule;
    private final Predictions predictions;
    private final List<Listed> sample = new ArrayList<>();
    private long count;
    private long entering;
    private long leaving;

    Scan(Preview.Question question, SegmentRule rule, Predictions predictions) {
      this.question = question;
      this.rule = rule;
      this.predictions = predictions;
    }

    /** Looks at one customer; they come by id. One whose pages changed since is read anew. */
    void see(String id, byte[] row, CustomerReader reader) {
      CustomerKey key = new CustomerKey(question.tenant(), id);
      try {
        CustomerState state = reader.decode(key, row);
        see(id, state, holds(key, state));
      } catch (PageGone e) {
        reader
            .customer(key, state -> Map.entry(state, holds(key, state)))
            .ifPresent(anew -> see(id, anew.getKey(), anew.getValue()));
      }
    }

    private boolean holds(CustomerKey key, CustomerState state) {
      return rule.holds(new Subject(key, state, predictions, question.now()));
    }

    private void see(String id, CustomerState state, boolean in) {
      boolean was =
          question.compare().isPresent() && state.memberships().isIn(question.compare().getAsInt());
      if (in) {
        count++;
        entering += was ? 0 : 1;
        if (sample.size() < Preview.SAMPLE) {
          sample.add(new Listed(new Position(OptionalLong.empty(), id), state));
        }
      } else {
        leaving += was ? 1 : 0;
      }
    }

    Preview preview() {
      return new Preview(count, entering, leaving, sample);
    }
  }
}
