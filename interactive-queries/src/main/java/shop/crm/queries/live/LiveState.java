package shop.crm.queries.live;

import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.task.TaskFailures.Failure;

/** Reads live state. Safe for use by many threads; every call is bounded in time. */
public interface LiveState extends MeterBinder {

  /**
   * The customer, if anything is known of them. Of their purchases only what needs no page is
   * there: count, spend, first and last.
   */
  default Located<Optional<CustomerState>> customer(CustomerKey key) {
    return customer(key, Function.identity());
  }

  /**
   * What {@code read} makes of a customer, if anything is known of them.
   *
   * @param read called on the caller's thread while all purchases can be read; once more where the
   *     customer changes or the state moves away under it, so it keeps nothing from one call to the
   *     next
   */
  <T> Located<Optional<T>> customer(CustomerKey key, Function<CustomerState, T> read);

  /**
   * What {@code read} makes of the customer's history, if the customer is known.
   *
   * @param read called on the caller's thread; once more where state moves away under it, so it
   *     keeps nothing from one call to the next. Rows are read in turns: what changes meanwhile is
   *     seen or not, and nothing is held between them
   */
  <T> Located<Optional<T>> history(CustomerKey key, Function<History, T> read);

  /** What all partitions answer that have to, those of other instances included. */
  default <A> Located<A> ask(PartitionQuestion<?, A> question) {
    return ask(question, () -> false);
  }

  /**
   * The same for a question that may take long.
   *
   * @param cancelled whether nobody waits for the answer any more; asked by other threads, too
   */
  <A> Located<A> ask(PartitionQuestion<?, A> question, BooleanSupplier cancelled);

  /** What this process answers another instance, of the partitions that it owns. */
  <P> Located<List<Part<P>>> answer(PartitionQuestion<P, ?> question, BooleanSupplier cancelled);

  /**
   * The monetary thresholds in force; {@link Thresholds#NONE} before the first calculation. They do
   * not follow from the input topics alone, so their freshness promises nothing.
   */
  Located<Thresholds> thresholds(String tenant);

  /**
   * The model of lifetime value in force; empty before the first fit. It does not follow from the
   * input topics alone, so its freshness promises nothing.
   */
  Located<Optional<ClvModel>> clvModel(String tenant);

  /**
   * Whether this instance does for a tenant what one has to do for all: each tenant with orders is
   * cared for here or by one other instance, but while partitions move.
   */
  boolean caresFor(String tenant);

  /**
   * The tenants that this instance cares for and of whom there is something new since it was asked
   * last: thresholds, a model, or that it cares. For one who asks.
   */
  List<String> newsOfCaredFor();

  /** Audits every partition whose task runs here; takes as long as reading all of its state. */
  CompletableFuture<List<AuditReport>> audit();

  /** Whether this instance has once caught up, and its stream still runs and does not fail. */
  boolean ready();

  /** What fails again and again here now. */
  List<Failure> failing();

  /**
   * Waits until the state is complete up to a time, wherever it is.
   *
   * @param of whose state is meant; that of everybody where it is empty
   * @param atMost how long to wait
   * @return whether it is
   */
  boolean caughtUpWith(Optional<CustomerKey> of, Instant time, Duration atMost)
      throws InterruptedException;

  /** How far each partition is, in their order. */
  List<PartitionProgress> progress();

  /** Where everything runs. */
  ClusterStatus status();

  /** The orders and activities of one customer; valid only during the call that received it. */
  interface History {

    /** Whose it is of those that the id has had, see {@link CustomerState#life}. */
    long life();

    /**
     * Passes every order to {@code each}, in no particular order, as it is stored: without its
     * further refunds.
     */
    void orders(Consumer<OrderState> each);

    /**
     * Passes the refunds that are stored beside an order to {@code each}, in order of their ids.
     */
    void furtherRefunds(String orderId, Consumer<Refund> each);

    /** One order, if there is one of that id. */
    Optional<OrderState> order(String orderId);

    /** Passes every entry of the loyalty ledger to {@code each}, in no particular order. */
    void entries(Consumer<LoyaltyEntry> each);

    /** Passes activities to {@code each}, newest first, until it answers false. */
    void activities(Predicate<Activity> each);
  }
}
