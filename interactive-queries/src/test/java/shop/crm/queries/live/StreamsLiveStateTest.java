package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.ClusterStatus.Instance;
import shop.crm.queries.live.Located.Elsewhere;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.StreamsView.Lag;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.task.TaskFailures;
import shop.crm.topology.task.TaskFailures.OfTask;

class StreamsLiveStateTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HostInfo SELF = new HostInfo("here", 8084);
  private static final HostInfo OTHER = new HostInfo("there", 8084);
  private static final CustomerKey ANNA = new CustomerKey("default", "anna");
  private static final CustomerState STATE =
      CustomerState.begin(NOW, "bronze").withProfile(Profile.STUB, 1, 0);

  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final TaskFailures failures = new TaskFailures(CLOCK);
  private final LiveTasks live = new LiveTasks(reason -> {}, failures, CLOCK);
  private final FakeStreams streams = new FakeStreams();
  private final FakeOffsets offsets = new FakeOffsets();
  private final StreamsLiveState state =
      new StreamsLiveState(streams, offsets, new NoPeers(), live, SELF, CLOCK, 1);

  private static final class FakeOffsets implements InputOffsets {

    private static final TopicPartition ORDERS = new TopicPartition(Topics.ORDERS, 0);
    final Map<TopicPartition, Long> ends = new HashMap<>(Map.of(ORDERS, 7L));
    long committed = 7;

    @Override
    public Map<TopicPartition, Long> ends() {
      return Map.copyOf(ends);
    }

    @Override
    public Map<TopicPartition, Long> committed() {
      return Map.of(ORDERS, committed);
    }

    @Override
    public void close() {}
  }

  private static final class NoPeers implements Questions.Peers {

    @Override
    public <P> List<Part<P>> ask(HostInfo instance, PartitionQuestion<P, ?> question)
        throws IOException {
      throw new IOException("away");
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void anna_is_known_here() {
    streams.active.add(0);
    streams.put(StoreNames.CUSTOMERS, ANNA.toString(), CustomerRow.encode(STATE));
  }

  private Located<Optional<Instant>> createdAt() {
    return state.customer(ANNA).map(found -> found.map(CustomerState::createdAt));
  }

  @Test
  void a_customer_is_read_from_its_partition() {
    state.sample();

    assertEquals(new Here<>(Optional.of(NOW), new Freshness(NOW, false)), createdAt());
    assertEquals(
        new Here<>(Optional.empty(), new Freshness(NOW, false)),
        state.customer(new CustomerKey("default", "ann")));
  }

  @Test
  void an_owner_that_knows_only_how_fresh_it_was_before_it_became_the_owner_says_so() {
    assertEquals(new Freshness(NOW, true), freshness(Duration.ZERO, Duration.ofMillis(1)));
    assertEquals(new Freshness(NOW, false), freshness(Duration.ZERO, Duration.ZERO));
    assertEquals(
        new Freshness(NOW.plusMillis(2), false),
        freshness(Duration.ofMillis(2), Duration.ofMillis(1)));
  }

  /** Of an answer, where Kafka was looked at and the task has started so long after now. */
  private Freshness freshness(Duration looked, Duration started) {
    LiveTasks tasks = new LiveTasks(reason -> {}, failures, Clock.offset(CLOCK, started));
    Clock clock = Clock.offset(CLOCK, looked);
    try (StreamsLiveState taken =
        new StreamsLiveState(streams, offsets, new NoPeers(), tasks, SELF, clock, 1)) {
      taken.sample();
      tasks.started(0, FakeTask.counting(tenant -> TenantAggregates.EMPTY));
      return assertInstanceOf(Here.class, taken.customer(ANNA)).freshness();
    }
  }

  @Test
  void nothing_is_promised_before_the_first_sample() {
    assertEquals(new Here<>(Optional.of(NOW), new Freshness(Instant.EPOCH, false)), createdAt());
    assertEquals(false, state.ready());
  }

  @Test
  void it_is_not_ready_while_a_partition_has_no_owner() {
    state.sample();
    boolean nobodys = state.ready();
    streams.instances =
        List.of(new FakeStreams.Instance(OTHER, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));

    assertEquals(List.of(false, true), List.of(nobodys, state.ready()));
  }

  @Test
  void it_is_not_ready_while_its_own_task_has_not_started() {
    state.sample();
    streams.instances =
        List.of(new FakeStreams.Instance(SELF, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));

    assertEquals(false, state.ready());
  }

  @Test
  void it_is_ready_once_it_caught_up_and_stays_so_when_a_backlog_comes() {
    streams.instances =
        List.of(new FakeStreams.Instance(OTHER, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));
    offsets.committed = 6;
    state.sample();
    boolean before = state.ready();
    offsets.committed = 7;
    state.sample();
    boolean caughtUp = state.ready();
    offsets.ends.put(FakeOffsets.ORDERS, 1_000L);
    state.sample();
    streams.state = State.REBALANCING;
    boolean later = state.ready();
    streams.state = State.ERROR;

    assertEquals(
        List.of(false, true, true, false), List.of(before, caughtUp, later, state.ready()));
  }

  @Test
  void a_history_has_only_the_rows_of_that_customer() {
    order(ANNA, "o-1");
    order(ANNA, "o-2");
    order(new CustomerKey("default", "anna2"), "o-3");
    order(new CustomerKey("default", "ann"), "o-4");
    registered(ANNA, NOW.minusSeconds(5), 1);
    registered(ANNA, NOW, 2);
    Located<Optional<List<String>>> history =
        state.history(
            ANNA,
            found -> {
              List<String> read = new ArrayList<>();
              found.orders(order -> read.add(order.orderId()));
              found.activities(activity -> read.add("" + activity.sequence()));
              return read;
            });

    assertEquals(
        new Here<>(
            Optional.of(List.of("o-1", "o-2", "2", "1")), new Freshness(Instant.EPOCH, false)),
        history);
  }

  @Test
  void rows_of_an_erased_customer_that_are_not_deleted_yet_are_not_of_who_comes_after() {
    CustomerState next = STATE.withLife(1_772_366_400_000_000L);
    streams.put(StoreNames.CUSTOMERS, ANNA.toString(), CustomerRow.encode(next));
    String life = StoreNames.historyKey(ANNA.toString(), next.life());
    order(ANNA, "erased");
    registered(ANNA, NOW, 7);
    order(life, "o-1");
    registered(life, NOW, 8);
    Located<Optional<List<String>>> history =
        state.history(
            ANNA,
            found -> {
              List<String> read = new ArrayList<>();
              found.orders(order -> read.add(order.orderId()));
              found.activities(activity -> read.add("" + activity.sequence()));
              read.add("" + found.order("erased").isPresent() + found.order("o-1").isPresent());
              read.add("" + (found.life() == next.life()));
              return read;
            });

    assertEquals(
        new Here<>(
            Optional.of(List.of("o-1", "8", "falsetrue", "true")),
            new Freshness(Instant.EPOCH, false)),
        history);
  }

  @Test
  void a_long_history_is_read_whole_and_holds_no_store_open_meanwhile() {
    List<String> all = IntStream.range(0, 2_000).mapToObj("o-%04d"::formatted).toList();
    all.forEach(id -> order(ANNA, id));
    Set<Integer> open = new HashSet<>();
    Located<Optional<List<String>>> history =
        state.history(
            ANNA,
            found -> {
              List<String> read = new ArrayList<>();
              found.orders(
                  order -> {
                    open.add(streams.open);
                    read.add(order.orderId());
                  });
              return read;
            });

    assertEquals(new Here<>(Optional.of(all), new Freshness(Instant.EPOCH, false)), history);
    assertEquals(Set.of(0), open);
  }

  private void order(CustomerKey customer, String id) {
    order(customer.toString(), id);
  }

  private void order(String historyKey, String id) {
    OrderState order =
        new OrderState(
            id,
            Optional.of(new Created("e", NOW, Money.ZERO, List.of())),
            Optional.empty(),
            Optional.empty(),
            List.of());
    streams.put(StoreNames.HISTORY, StoreNames.orderKey(historyKey, id), OrderRow.encode(order));
  }

  private void registered(CustomerKey customer, Instant at, long sequence) {
    registered(customer.toString(), at, sequence);
  }

  private void registered(String historyKey, Instant at, long sequence) {
    streams.put(
        StoreNames.HISTORY,
        StoreNames.activityKey(historyKey, Micros.of(at), sequence),
        ActivityRow.encode(new Activity.Registered(at, sequence, "e" + sequence, 1)));
  }

  @Test
  void a_partition_that_moved_away_is_answered_with_its_owner() {
    createdAt();
    streams.active.clear();
    streams.owner = new KeyQueryMetadata(OTHER, Set.of(), 0);
    Elsewhere<?> elsewhere = assertInstanceOf(Elsewhere.class, createdAt());

    assertEquals(Optional.of(OTHER), elsewhere.owner());
    assertEquals(List.of(), elsewhere.copies());
    assertEquals(new Unavailable<>(Duration.ofSeconds(1)), elsewhere.otherwise().get());
  }

  @Test
  void whoever_has_a_copy_can_be_asked_where_the_owner_is_away_and_none_is_here() {
    HostInfo third = new HostInfo("third", 8085);
    streams.instances =
        List.of(
            new FakeStreams.Instance(OTHER, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()),
            new FakeStreams.Instance(
                third, Set.of(), Set.of(FakeOffsets.ORDERS), Set.of(StoreNames.CUSTOMERS)));
    streams.active.clear();
    streams.owner = new KeyQueryMetadata(OTHER, Set.of(third), 0);
    Elsewhere<?> owned = assertInstanceOf(Elsewhere.class, createdAt());
    streams.owner = KeyQueryMetadata.NOT_AVAILABLE;
    Elsewhere<?> nobodys = assertInstanceOf(Elsewhere.class, createdAt());

    assertEquals(List.of(third), owned.copies());
    assertEquals(Optional.empty(), nobodys.owner());
    assertEquals(List.of(third), nobodys.copies());
  }

  @Test
  void a_partition_that_comes_back_is_read_again() {
    streams.active.clear();
    assertInstanceOf(Unavailable.class, createdAt());
    streams.active.add(0);

    assertInstanceOf(Here.class, createdAt());
  }

  @Test
  void while_the_own_store_is_being_restored_it_is_not_available() {
    streams.active.clear();
    streams.owner = new KeyQueryMetadata(SELF, Set.of(), 0);

    assertEquals(new Unavailable<>(Duration.ofSeconds(1)), createdAt());
  }

  @Test
  void before_the_stream_runs_nothing_is_available() {
    streams.state = State.CREATED;

    assertEquals(new Unavailable<>(Duration.ofSeconds(1)), createdAt());
    assertEquals(new Unavailable<>(Duration.ofSeconds(1)), state.thresholds("default"));
    assertEquals(
        new Unavailable<>(Duration.ofSeconds(1)), state.ask(new AggregatesQuestion("default")));
  }

  private void copy() {
    streams.active.clear();
    streams.standby.add(0);
    streams.owner = new KeyQueryMetadata(OTHER, Set.of(SELF), 0);
    streams.instances =
        List.of(
            new FakeStreams.Instance(
                SELF, Set.of(), Set.of(FakeOffsets.ORDERS), Set.of(StoreNames.CUSTOMERS)));
    copyIsAt(6, 7);
  }

  private void copyIsAt(long position, long end) {
    Map<Integer, Lag> lag = Map.of(0, new Lag(position, end));
    streams.lags = Map.of(StoreNames.CUSTOMERS, lag, StoreNames.HISTORY, lag);
    state.sample();
  }

  /** The dead owner has left the group: what was a copy here is on its way to be the owner's. */
  private void theCopyTakesOver() {
    streams.state = State.REBALANCING;
    streams.owner = new KeyQueryMetadata(SELF, Set.of(), 0);
    streams.instances =
        List.of(new FakeStreams.Instance(SELF, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));
  }

  @Test
  void a_copy_that_was_complete_answers_for_an_owner_that_is_away() {
    copy();
    Elsewhere<?> elsewhere = assertInstanceOf(Elsewhere.class, createdAt());

    assertEquals(
        new Here<>(Optional.of(NOW), new Freshness(NOW, true)), elsewhere.otherwise().get());
  }

  @Test
  void a_copy_answers_while_it_becomes_the_owners_with_the_time_that_it_is_of() {
    copy();
    theCopyTakesOver();
    // Between two tasks it is nobody's for a moment.
    streams.lags = Map.of();
    state.sample();
    offsets.ends.put(FakeOffsets.ORDERS, 9L);
    copyIsAt(6, 12);
    Located<?> restoring = createdAt();
    streams.owner = KeyQueryMetadata.NOT_AVAILABLE;

    assertEquals(new Here<>(Optional.of(NOW), new Freshness(NOW, true)), restoring);
    assertEquals(restoring, createdAt());
  }

  @Test
  void a_copy_that_is_between_two_tasks_is_waited_for() {
    copy();
    theCopyTakesOver();
    streams.looksInVain = 2;

    assertEquals(new Here<>(Optional.of(NOW), new Freshness(NOW, true)), createdAt());
  }

  @Test
  void a_copy_that_is_always_a_little_behind_is_of_the_moment_that_it_has_got_to() {
    copy();
    copyIsAt(10, 20);
    copyIsAt(25, 30);
    theCopyTakesOver();

    assertEquals(new Here<>(Optional.of(NOW), new Freshness(NOW, true)), createdAt());
  }

  @Test
  void a_copy_that_lost_its_rows_answers_nothing_until_it_has_got_them_again() {
    copy();
    theCopyTakesOver();
    List<Class<?>> answers = new ArrayList<>();
    for (long position : List.of(0, 3, 6)) {
      copyIsAt(position, 7);
      answers.add(createdAt().getClass());
    }

    assertEquals(List.of(Unavailable.class, Unavailable.class, Here.class), answers);
  }

  @Test
  void a_copy_is_looked_at_again_when_a_task_of_the_partition_has_ended() {
    copy();
    theCopyTakesOver();
    live.stopped(0, new FakeTask(tenant -> TenantAggregates.EMPTY, streams::global));
    Located<?> ended = createdAt();
    copyIsAt(6, 7);

    assertEquals(new Unavailable<>(Duration.ofSeconds(1)), ended);
    assertInstanceOf(Here.class, createdAt());
  }

  @Test
  void thresholds_are_read_from_the_global_store() {
    Thresholds thresholds =
        new Thresholds(3, Collections.nCopies(4, Optional.of(new Money(1))), 5, NOW);
    streams.put(StoreNames.THRESHOLDS, "default", ThresholdsJson.write(thresholds));

    assertEquals(thresholds, value(state.thresholds("default")));
    assertEquals(Thresholds.NONE, value(state.thresholds("other")));
  }

  @Test
  void it_is_not_ready_while_a_task_fails_again_and_again() {
    streams.instances =
        List.of(new FakeStreams.Instance(OTHER, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));
    state.sample();
    OfTask task = new OfTask("2_0", 0);
    List<Boolean> ready = new ArrayList<>(List.of(state.ready()));
    for (int i = 0; i < 2; i++) {
      failures.failed(task, "java.lang.ArithmeticException", true);
      ready.add(state.ready());
    }
    failures.runs("2_0");
    ready.add(state.ready());

    assertEquals(List.of(true, true, false, true), ready);
  }

  @Test
  void the_status_tells_who_owns_what() {
    streams.instances =
        List.of(
            new FakeStreams.Instance(
                OTHER, Set.of(), Set.of(FakeOffsets.ORDERS), Set.of(StoreNames.CUSTOMERS)),
            new FakeStreams.Instance(SELF, Set.of(FakeOffsets.ORDERS), Set.of(), Set.of()));
    state.sample();
    ClusterStatus status = state.status();

    assertEquals(
        new ClusterStatus(
            "RUNNING",
            List.of(
                new Instance("here", 8084, true, List.of(0), List.of()),
                new Instance("there", 8084, false, List.of(), List.of(0))),
            List.of(new PartitionProgress(0, false, OptionalLong.of(0), NOW)),
            Optional.of(Map.of()),
            0,
            RulesProgress.EMPTY,
            List.of()),
        status);
  }

  private static <T> T value(Located<T> located) {
    return ((Here<T>) located).value();
  }

  @Test
  void whoever_waits_for_a_time_goes_on_once_what_was_there_then_is_committed()
      throws InterruptedException {
    offsets.committed = 6;
    state.sample();

    assertFalse(state.caughtUpWith(Optional.of(ANNA), NOW, Duration.ZERO));

    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              try {
                state.caughtUpWith(Optional.empty(), NOW, Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    offsets.committed = 7;
    state.sample();

    assertTrue(waiting.join(Duration.ofSeconds(50)), "it waits on");
    assertTrue(state.caughtUpWith(Optional.empty(), NOW, Duration.ZERO));
    assertFalse(state.caughtUpWith(Optional.empty(), NOW.plusNanos(1), Duration.ZERO));
  }
}
