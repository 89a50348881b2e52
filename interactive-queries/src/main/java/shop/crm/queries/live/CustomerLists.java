package shop.crm.queries.live;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.ListPage;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.queries.live.PeerCustomers.Question;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.roster.RosterQuery.Position;

/**
 * Reads many customers at once: each partition's here, or from its owner; each exactly once, or
 * there is no answer.
 */
final class CustomerLists {

  /** How many customers the roster is asked for at least, where rows decide who fits. */
  private static final int FEWEST = 256;

  /** Partitions tell of no more customers once their rows have so many bytes, all together. */
  private static final int ENOUGH_BYTES = 1_536 << 10;

  private final LiveTasks live;
  private final Peers peers;
  private final Partitions partitions;
  private final Gather gather = new Gather();

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<PartitionCustomers> ask(HostInfo instance, Question question)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  /** The partitions, as this process reads them. */
  interface Partitions {

    int count();

    /** The partition of a customer's records. */
    int of(CustomerKey key);

    /** Up to when a partition is complete. */
    Instant asOf(int partition);

    /** What time it is here. */
    Instant now();

    /**
     * The stores of a partition that is owned here.
     *
     * @throws InvalidStateStoreException if it is not
     */
    CustomerReader reader(int partition);

    /** What is read from a copy here, while the owner is away. */
    Optional<PartitionCustomers> standby(int partition, String tenant, Collection<String> ids);
  }

  CustomerLists(LiveTasks live, Peers peers, Partitions partitions) {
    this.live = live;
    this.peers = peers;
    this.partitions = partitions;
  }

  /** What this process answers of the partitions that it owns. */
  List<PartitionCustomers> local(Question question) {
    return IntStream.range(0, partitions.count())
        .boxed()
        .flatMap(partition -> local(partition, question).stream())
        .toList();
  }

  private Optional<PartitionCustomers> local(int partition, Question question) {
    Optional<LiveTask> task = live.task(partition);
    if (task.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant asOf = partitions.asOf(partition);
      CustomerReader reader = partitions.reader(partition);
      ListPage page =
          switch (question) {
            case Question.List list -> page(task.get(), reader, list.tenant(), list.query());
            case Question.Some(String tenant, List<String> ids) ->
                new ListPage(rows(reader, tenant, inPartition(partition, tenant, ids)), false);
          };
      return Optional.of(new PartitionCustomers(partition, asOf, page.customers(), page.more()));
    } catch (InvalidStateStoreException e) {
      // It is moving away: whoever owns it now is asked, or nobody can tell.
      return Optional.empty();
    }
  }

  private List<String> inPartition(int partition, String tenant, Collection<String> ids) {
    return ids.stream()
        .filter(id -> partitions.of(new CustomerKey(tenant, id)) == partition)
        .toList();
  }

  static List<Listed> rows(CustomerReader reader, String tenant, Collection<String> ids) {
    List<Listed> rows = new ArrayList<>();
    for (String id : ids) {
      reader
          .customer(new CustomerKey(tenant, id))
          .map(state -> new Listed(new Position(OptionalLong.empty(), id), state))
          .ifPresent(rows::add);
    }
    return rows;
  }

  /** A customer, and how many bytes their row has. */
  private record Sized(Listed listed, int bytes) {}

  /**
   * The roster tells who may be on the page, the rows who is. Where text is searched for, rows are
   * read until the page is full, by number or by bytes, or all customers were looked at.
   */
  private ListPage page(LiveTask task, CustomerReader reader, String tenant, RosterQuery query) {
    Predictions predictions = task.predictions(tenant);
    Instant now = partitions.now();
    boolean rowsDecide = query.prefix().isPresent() || query.email().isPresent();
    int atOnce = rowsDecide ? Math.max(FEWEST, query.limit()) : query.limit();
    List<Listed> page = new ArrayList<>();
    int bytes = 0;
    RosterQuery next = query.limitedTo(atOnce);
    boolean more = true;
    while (more && page.size() < query.limit()) {
      List<Position> positions = task.list(tenant, next);
      Iterator<Position> untold = positions.iterator();
      while (untold.hasNext() && page.size() < query.limit()) {
        Position told = untold.next();
        CustomerKey key = new CustomerKey(tenant, told.id());
        Optional<Sized> listed =
            reader
                .<Sized>customer(
                    key,
                    (state, size) ->
                        new Sized(
                            new Listed(
                                CustomerFit.position(query, told.id(), state, predictions, now),
                                state),
                            size))
                .filter(
                    one -> CustomerFit.fits(query, one.listed().position(), one.listed().state()));
        if (listed.isPresent()) {
          page.add(listed.get().listed());
          bytes += listed.get().bytes();
        }
        if (bytes >= ENOUGH_BYTES / partitions.count()) {
          return new ListPage(page, true);
        }
      }
      more = positions.size() == atOnce;
      next = more ? next.after(positions.getLast()) : next;
    }
    return new ListPage(page, page.size() >= query.limit());
  }

  /** A page over all partitions; empty if one is missing. */
  Optional<Located.Here<ListPage>> list(
      String tenant, RosterQuery query, Supplier<List<HostInfo>> others) {
    List<PartitionCustomers> parts = parts(new Question.List(tenant, query), others);
    if (!covered(parts).equals(all())) {
      return Optional.empty();
    }
    Comparator<Position> order = CustomerFit.order(query.descending());
    return Optional.of(
        new Located.Here<>(merged(parts, order, query.limit()), freshness(parts, false)));
  }

  /** Behind the last customer of a partition that has more, nobody can tell yet who is next. */
  private static ListPage merged(
      List<PartitionCustomers> parts, Comparator<Position> order, int limit) {
    Optional<Position> known =
        parts.stream()
            .filter(PartitionCustomers::more)
            .map(part -> part.customers().getLast().position())
            .min(order);
    List<Listed> customers =
        parts.stream()
            .flatMap(part -> part.customers().stream())
            .filter(one -> known.isEmpty() || order.compare(one.position(), known.get()) <= 0)
            .sorted(Comparator.comparing(Listed::position, order))
            .toList();
    boolean more = known.isPresent() || customers.size() >= limit;
    return new ListPage(customers.stream().limit(limit).toList(), more);
  }

  /** Those of some ids over all partitions; empty if one that is needed is missing. */
  Optional<Located.Here<Map<String, CustomerState>>> some(
      String tenant, Collection<String> ids, Supplier<List<HostInfo>> others) {
    Question.Some question = new Question.Some(tenant, List.copyOf(ids));
    List<PartitionCustomers> parts = new ArrayList<>(local(question));
    BitSet needed = new BitSet();
    ids.forEach(id -> needed.set(partitions.of(new CustomerKey(tenant, id))));
    needed.andNot(covered(parts));
    if (!needed.isEmpty()) {
      BitSet missing = needed;
      parts.addAll(
          gather.all(others.get(), instance -> peers.ask(instance, question)).stream()
              .filter(part -> missing.get(part.partition()))
              .toList());
      needed.andNot(covered(parts));
    }
    List<PartitionCustomers> stale =
        needed.stream()
            .mapToObj(p -> partitions.standby(p, tenant, inPartition(p, tenant, ids)))
            .flatMap(Optional::stream)
            .toList();
    parts.addAll(stale);
    needed.andNot(covered(parts));
    if (!needed.isEmpty()) {
      return Optional.empty();
    }
    Map<String, CustomerState> found =
        parts.stream()
            .flatMap(part -> part.customers().stream())
            .collect(Collectors.toMap(one -> one.position().id(), Listed::state, (a, b) -> a));
    return Optional.of(new Located.Here<>(found, freshness(parts, !stale.isEmpty())));
  }

  private List<PartitionCustomers> parts(Question question, Supplier<List<HostInfo>> others) {
    List<PartitionCustomers> parts = new ArrayList<>(local(question));
    if (parts.size() < partitions.count()) {
      BitSet here = covered(parts);
      gather.all(others.get(), instance -> peers.ask(instance, question)).stream()
          .filter(part -> !here.get(part.partition()))
          .forEach(parts::add);
    }
    return parts;
  }

  private BitSet all() {
    BitSet all = new BitSet();
    all.set(0, partitions.count());
    return all;
  }

  private static BitSet covered(List<PartitionCustomers> parts) {
    BitSet covered = new BitSet();
    parts.forEach(part -> covered.set(part.partition()));
    return covered;
  }

  private Freshness freshness(List<PartitionCustomers> parts, boolean stale) {
    Instant asOf =
        parts.stream()
            .map(PartitionCustomers::asOf)
            .min(Instant::compareTo)
            .orElseGet(
                () ->
                    IntStream.range(0, partitions.count())
                        .mapToObj(partitions::asOf)
                        .min(Instant::compareTo)
                        .orElse(Instant.EPOCH));
    return new Freshness(asOf, stale);
  }
}
