package shop.crm.topology.roster;

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
 * @param member the number of a segment that users define
 * @param consents by channel whether they are opted in; never asked counts as not
 * @param prefix what name, email or phone starts with, whatever the case; there are columns of how
 *     these texts start, which leave few others, so the rows are to be looked at
 * @param email the whole email, whatever the case; there is no more of it either
 * @param after the last one of the page before
 * @param limit how many at the most
 */
public record RosterQuery(
    Sort sort,
    boolean descending,
    Optional<RfmSegment> segment,
    Optional<String> tier,
    Optional<LifecycleStage> stage,
    Optional<String> tag,
    OptionalInt member,
    Map<Channel, Boolean> consents,
    Optional<String> prefix,
    Optional<String> email,
    Optional<Position> after,
    int limit) {

  public RosterQuery {
    consents = Map.copyOf(consents);
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
  public static RosterQuery members(int segment, int limit) {
    return members(Optional.empty(), OptionalInt.of(segment), limit);
  }

  /** Everybody in an RFM segment, the first known first. */
  public static RosterQuery members(RfmSegment segment, int limit) {
    return members(Optional.of(segment), OptionalInt.empty(), limit);
  }

  private static RosterQuery members(Optional<RfmSegment> segment, OptionalInt member, int limit) {
    return new RosterQuery(
        Sort.CREATED_AT,
        false,
        segment,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        member,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /** The page that starts behind a place. */
  public RosterQuery after(Position place) {
    return with(Optional.of(place), limit);
  }

  /** The same page with another length. */
  public RosterQuery limitedTo(int length) {
    return with(after, length);
  }

  /** The same list in another order. */
  public RosterQuery sortedBy(Sort other, boolean greatestFirst) {
    return new RosterQuery(
        other,
        greatestFirst,
        segment,
        tier,
        stage,
        tag,
        member,
        consents,
        prefix,
        email,
        after,
        limit);
  }

  private RosterQuery with(Optional<Position> place, int length) {
    return new RosterQuery(
        sort,
        descending,
        segment,
        tier,
        stage,
        tag,
        member,
        consents,
        prefix,
        email,
        place,
        length);
  }
}
