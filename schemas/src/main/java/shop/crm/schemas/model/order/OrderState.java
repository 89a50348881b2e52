package shop.crm.schemas.model.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.Money;

/**
 * An order as the facts about it that are kept: of each kind the latest, and every refund.
 *
 * @param refunds one for each refund id, sorted by it; as it is stored the first few
 * @param further the refunds that are stored beside the order
 * @param outdone the facts that others took the place of, as {@link OutdoneSteps} keeps them
 */
public record OrderState(
    String orderId,
    Optional<Created> created,
    Optional<Completed> completed,
    Optional<Cancelled> cancelled,
    List<Refund> refunds,
    FurtherRefunds further,
    OutdoneSteps outdone) {

  /** How many refunds are stored in the row of the order; few orders have more. */
  public static final int REFUNDS_IN_ROW = 8;

  public OrderState {
    refunds = List.copyOf(refunds);
  }

  /** An order with all its refunds. */
  public OrderState(
      String orderId,
      Optional<Created> created,
      Optional<Completed> completed,
      Optional<Cancelled> cancelled,
      List<Refund> refunds) {
    this(orderId, created, completed, cancelled, refunds, FurtherRefunds.NONE, OutdoneSteps.NONE);
  }

  /** An order of which nothing is known yet. */
  public static OrderState unknown(String orderId) {
    return new OrderState(orderId, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * What is known of refunds without reading them.
   *
   * @param count how many there are
   * @param amount what they come to
   */
  public record FurtherRefunds(int count, Money amount) {

    /** All refunds stand in the order itself. */
    public static final FurtherRefunds NONE = new FurtherRefunds(0, Money.ZERO);

    /** These refunds and one more. */
    public FurtherRefunds with(Refund refund) {
      return new FurtherRefunds(Math.addExact(count, 1), amount.plus(refund.amount()));
    }

    /** These refunds without one of them. */
    public FurtherRefunds without(Refund refund) {
      return new FurtherRefunds(count - 1, amount.minusToZero(refund.amount()));
    }
  }

  /** This order with other refunds. */
  public OrderState withRefunds(List<Refund> some, FurtherRefunds others) {
    return new OrderState(orderId, created, completed, cancelled, some, others, outdone);
  }

  /** This order as placed, completed or cancelled by that fact instead. */
  public OrderState with(Step step) {
    return switch (step) {
      case Created it ->
          new OrderState(orderId, Optional.of(it), completed, cancelled, refunds, further, outdone);
      case Completed it ->
          new OrderState(orderId, created, Optional.of(it), cancelled, refunds, further, outdone);
      case Cancelled it ->
          new OrderState(orderId, created, completed, Optional.of(it), refunds, further, outdone);
      case Refund _ -> throw new IllegalArgumentException("one of many");
    };
  }

  /** This order with other facts that were outdone; the very same where those are the same. */
  public OrderState with(OutdoneSteps others) {
    return others.equals(outdone)
        ? this
        : new OrderState(orderId, created, completed, cancelled, refunds, further, others);
  }

  /** The refunds that do not fit into the row of this order, and are to be stored beside it. */
  public List<Refund> refundsBeside() {
    return refunds.subList(Math.min(REFUNDS_IN_ROW, refunds.size()), refunds.size());
  }

  /** This order as it is stored, apart from {@link #refundsBeside()}. */
  public OrderState inRow() {
    FurtherRefunds all = further;
    for (Refund refund : refundsBeside()) {
      all = all.with(refund);
    }
    return refundsBeside().isEmpty() ? this : withRefunds(refunds.subList(0, REFUNDS_IN_ROW), all);
  }

  /** This order with all refunds, of which some were read from beside it. */
  public OrderState withAll(List<Refund> beside) {
    List<Refund> all = new ArrayList<>(refunds);
    all.addAll(beside);
    all.sort(Comparator.comparing(Refund::refundId));
    return withRefunds(all, FurtherRefunds.NONE);
  }

  /** A fact about an order; of two of a kind the one with the greater time, then id, is kept. */
  public sealed interface Step {

    /** The order in which of two facts of a kind the latter is kept. */
    Comparator<Step> LATEST_LAST = Comparator.comparing(Step::time).thenComparing(Step::eventId);

    String eventId();

    Instant time();
  }

  /**
   * The order was placed.
   *
   * @param orderedAt when, where the fact says it
   */
  public record Created(
      String eventId, Instant time, Money total, List<OrderItem> items, Optional<Instant> orderedAt)
      implements Step {
    public Created {
      items = List.copyOf(items);
    }

    /** A fact that does not say when the order was placed. */
    public Created(String eventId, Instant time, Money total, List<OrderItem> items) {
      this(eventId, time, total, items, Optional.empty());
    }
  }

  /** The order was completed, for {@code total} where that is given. */
  public record Completed(String eventId, Instant time, Optional<Money> total) implements Step {}

  /** The order was cancelled. */
  public record Cancelled(String eventId, Instant time, Optional<String> reason) implements Step {}

  /** Money was given back for the order. */
  public record Refund(String eventId, Instant time, String refundId, Money amount)
      implements Step {}

  /** Where an order stands; the wire name is the lower-case name. */
  public enum Status {
    CREATED,
    COMPLETED,
    CANCELLED,
    REFUNDED;

    /** The name on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Every fact that is kept in the order itself, those that were outdone not among them. */
  public Stream<Step> steps() {
    Stream<Step> single = Stream.of(created, completed, cancelled).flatMap(Optional::stream);
    return Stream.concat(single, refunds.stream());
  }

  /**
   * Where it stands: cancelled, unless it was completed after that; else refunded in full; else
   * completed; else created.
   */
  public Status status() {
    if (isCancelled()) {
      return Status.CANCELLED;
    }
    if (hasRefunds() && refunded().compareTo(amount()) >= 0) {
      return Status.REFUNDED;
    }
    return completed.isPresent() ? Status.COMPLETED : Status.CREATED;
  }

  private boolean isCancelled() {
    return cancelled
        .map(end -> completed.filter(again -> Step.LATEST_LAST.compare(again, end) > 0).isEmpty())
        .orElse(false);
  }

  private boolean hasRefunds() {
    return !refunds.isEmpty() || further.count() > 0;
  }

  /** What the order came to before refunds. */
  public Money amount() {
    return created
        .map(Created::total)
        .or(() -> completed.flatMap(Completed::total))
        .orElse(Money.ZERO);
  }

  /** What was given back, by all refunds together. */
  public Money refunded() {
    Money sum = further.amount();
    for (Refund refund : refunds) {
      sum = sum.plus(refund.amount());
    }
    return sum;
  }

  /** What the order came to after refunds, never below zero. */
  public Money net() {
    return amount().minusToZero(refunded());
  }

  /**
   * When it was placed: as the order says itself, else when it was first told of, for the time of a
   * correction is when it was corrected. Empty while only a refund or a cancellation is known.
   */
  public Optional<Instant> orderedAt() {
    return created
        .flatMap(Created::orderedAt)
        .or(() -> created.map(latest -> outdone.earliest(Created.class, latest.time())))
        .or(() -> completed.map(latest -> outdone.earliest(Completed.class, latest.time())));
  }

  /** Whether it counts: it is known to be placed, and not cancelled. */
  public boolean counts() {
    return (created.isPresent() || completed.isPresent()) && !isCancelled();
  }

  /** What points are computed from: zero unless it is completed and counts. */
  public Money earning() {
    if (completed.isEmpty() || !counts()) {
      return Money.ZERO;
    }
    Money total = completed.get().total().or(() -> created.map(Created::total)).orElse(Money.ZERO);
    return total.minusToZero(refunded());
  }
}
