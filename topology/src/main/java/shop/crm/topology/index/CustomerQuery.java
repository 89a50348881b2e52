package shop.crm.topology.index;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;

/**
 * A page of customers by live figures. Customers without a value to sort by come last either way;
 * those of one value are sorted by id, ascending either way.
 *
 * @param selection which customers are on the list
 * @param after the last one of the page before
 * @param limit how many at the most
 */
public record CustomerQuery(
    Sort sort, boolean descending, Selection selection, Optional<Position> after, int limit) {

  /**
   * Which customers are on a list: those of whom all holds that is given.
   *
   * @param member the number of a segment that users define
   * @param consents by channel whether they are opted in; never asked counts as not
   */
  public record Selection(
      Optional<RfmSegment> segment,
      Optional<String> tier,
      Optional<LifecycleStage> stage,
      Optional<String> tag,
      OptionalInt member,
      Map<Channel, Boolean> consents,
      Search search) {

    /** Everybody. */
    public static final Selection ALL = in(Optional.empty(), OptionalInt.empty());

    public Selection {
      consents = Map.copyOf(consents);
    }

    private static Selection in(Optional<RfmSegment> segment, OptionalInt member) {
      return new Selection(
          segment,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          member,
          Map.of(),
          Search.NOTHING);
    }
  }

  /**
   * What is searched for in texts, whatever the case. There are columns of how these texts start,
   * which leave few others, so the rows are to be looked at.
   *
   * @param prefix what name, email or phone starts with
   * @param email the whole email
   */
  public record Search(Optional<String> prefix, Optional<String> email) {

    /** Every text fits. */
    public static final Search NOTHING = new Search(Optional.empty(), Optional.empty());
  }

  /** What lists sort by; the wire name is the lower-case name. */
  public enum Sort {
    CREATED_AT,
    TOTAL_SPENT,
    LAST_ORDER_DATE,
    LOYALTY_POINTS,
    PREDICTED_CLV_365,
    PROBABILITY_ALIVE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }

    /** Whether it is of what a model expects of customers, which changes with the day. */
    public boolean isPredicted() {
      return this == PREDICTED_CLV_365 || this == PROBABILITY_ALIVE;
    }

    /** The sort of that name, if there is one. */
    public static Optional<Sort> named(String wire) {
      return Stream.of(values()).filter(sort -> sort.wire.equals(wire)).findFirst();
    }
  }

  /**
   * A customer's place in the list.
   *
   * @param value what is sorted by, as a number: microseconds since 1970, hundredths of the
   *     currency's unit, points, ten-thousandths of a probability; empty where the customer has
   *     none
   * @param id the customer's id
   */
  public record Position(OptionalLong value, String id) {}

  /** Everybody in a segment that users define, the first known first. */
  public static CustomerQuery members(int segment, int limit) {
    return members(Optional.empty(), OptionalInt.of(segment), limit);
  }

  /** Everybody in an RFM segment, the first known first. */
  public static CustomerQuery members(RfmSegment segment, int limit) {
    return members(Optional.of(segment), OptionalInt.empty(), limit);
  }

  private static CustomerQuery members(
      Optional<RfmSegment> segment, OptionalInt member, int limit) {
    return new CustomerQuery(
        Sort.CREATED_AT, false, Selection.in(segment, member), Optional.empty(), limit);
  }

  /** The page that starts behind a place. */
  public CustomerQuery after(Position place) {
    return with(Optional.of(place), limit);
  }

  /** The same page with another length. */
  public CustomerQuery limitedTo(int length) {
    return with(after, length);
  }

  /** The same list in another order. */
  public CustomerQuery sortedBy(Sort other, boolean greatestFirst) {
    return new CustomerQuery(other, greatestFirst, selection, after, limit);
  }

  private CustomerQuery with(Optional<Position> place, int length) {
    return new CustomerQuery(sort, descending, selection, place, length);
  }
}
