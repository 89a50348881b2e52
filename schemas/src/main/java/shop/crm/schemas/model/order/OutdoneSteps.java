package shop.crm.schemas.model.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;

/**
 * The facts about an order that later ones of their kind took the place of. They tell when the
 * order was first placed, and what it was at times between. Of very many the latest are kept, and
 * the first that placed and the first that completed it: which ones does not depend on the order in
 * which they came.
 *
 * @param steps by time, without what is for display
 */
public record OutdoneSteps(List<Step> steps) {

  /** No fact was outdone, as of most orders. */
  public static final OutdoneSteps NONE = new OutdoneSteps(List.of());

  /** How many are kept, beside the first ones. */
  public static final int LATEST = 16;

  private static final Comparator<Step> ORDER =
      Step.LATEST_LAST.thenComparing(OutdoneSteps::kind).thenComparing(OutdoneSteps::about);

  public OutdoneSteps {
    steps = List.copyOf(steps);
  }

  /** These and one more; the very same where it is among them, or too early to be kept. */
  public OutdoneSteps with(Step step) {
    Step bare = bare(step);
    List<Step> all = new ArrayList<>(steps);
    int at = 0;
    while (at < all.size() && ORDER.compare(all.get(at), bare) < 0) {
      at++;
    }
    if (at < all.size() && ORDER.compare(all.get(at), bare) == 0) {
      return this;
    }
    all.add(at, bare);
    List<Step> kept = kept(all);
    return kept.equals(steps) ? this : new OutdoneSteps(kept);
  }

  /** Those that happened after a time. */
  public OutdoneSteps after(Instant time) {
    return new OutdoneSteps(steps.stream().filter(step -> step.time().isAfter(time)).toList());
  }

  /** The earliest time of a kind, that of the fact that is kept included. */
  Instant earliest(Class<? extends Step> kind, Instant kept) {
    return first(steps, kind).map(Step::time).filter(at -> at.isBefore(kept)).orElse(kept);
  }

  private static List<Step> kept(List<Step> all) {
    if (all.size() <= LATEST) {
      return all;
    }
    List<Step> early = all.subList(0, all.size() - LATEST);
    List<Step> kept = new ArrayList<>(LATEST + 2);
    Stream.of(first(all, Created.class), first(all, Completed.class))
        .flatMap(Optional::stream)
        .filter(early::contains)
        .sorted(ORDER)
        .forEach(kept::add);
    kept.addAll(all.subList(early.size(), all.size()));
    return kept;
  }

  private static Optional<Step> first(List<Step> steps, Class<? extends Step> kind) {
    return steps.stream().filter(kind::isInstance).findFirst();
  }

  private static Step bare(Step step) {
    return switch (step) {
      case Created it -> new Created(it.eventId(), it.time(), it.total(), List.of());
      case Cancelled it -> new Cancelled(it.eventId(), it.time(), Optional.empty());
      case Completed it -> it;
      case Refund it -> it;
    };
  }

  /** Tells facts of one id and time apart by what they are. */
  private static int kind(Step step) {
    return switch (step) {
      case Created _ -> 0;
      case Completed _ -> 1;
      case Cancelled _ -> 2;
      case Refund _ -> 3;
    };
  }

  private static String about(Step step) {
    return switch (step) {
      case Refund refund -> refund.refundId();
      case Created _, Completed _, Cancelled _ -> "";
    };
  }
}
