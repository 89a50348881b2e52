package shop.crm.schemas.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.Revision;

/**
 * The stored form of {@link Activity}; the customer stands in the key only. What brings a customer
 * into one segment often brings them into several, or takes them out: such changes share a row.
 */
public final class ActivityRow {

  private static final int VERSION = 1;
  private static final int SEGMENT_CHANGED = 1;
  private static final int TIER_CHANGED = 2;
  private static final int REGISTERED = 3;
  private static final int REVISED = 4;
  private static final int MEMBERSHIP_CHANGED = 5;
  private static final int MEMBERSHIPS_CHANGED = 6;

  /** How many share a row: far below the bound of a row, whatever the segments are called. */
  private static final int AT_ONCE = 32;

  private static final List<Cause> CAUSES = List.of(Cause.values());
  private static final List<Origin> ORIGINS = List.of(Origin.values());

  private ActivityRow() {}

  /** The activities of one decision, oldest first, as they share rows. */
  public static List<List<Activity>> together(List<Activity> activities) {
    List<List<Activity>> rows = new ArrayList<>(activities.size());
    int from = 0;
    for (int to = 1; to <= activities.size(); to++) {
      if (to == activities.size()
          || to - from == AT_ONCE
          || !shareRow(activities.get(to - 1), activities.get(to))) {
        rows.add(activities.subList(from, to));
        from = to;
      }
    }
    return rows;
  }

  private static boolean shareRow(Activity one, Activity next) {
    return one instanceof Activity.Changed(MembershipChanged first)
        && next instanceof Activity.Changed(MembershipChanged second)
        && first.changedAt().equals(second.changedAt())
        && first.cause() == second.cause()
        && first.sequence() + 1 == second.sequence();
  }

  /** The row of activities that share one; it has the key of the last of them. */
  public static byte[] encode(List<Activity> together) {
    Activity last = together.getLast();
    if (together.size() == 1) {
      return encode(last);
    }
    RowWriter out = new RowWriter();
    out.fixed8(VERSION);
    head(out, MEMBERSHIPS_CHANGED, last).unsigned(together.size());
    out.fixed8(membership(last).cause().ordinal());
    together.reversed().forEach(activity -> membership(out, membership(activity)));
    return out.toBytes();
  }

  private static MembershipChanged membership(Activity activity) {
    if (activity instanceof Activity.Changed(MembershipChanged change)) {
      return change;
    }
    throw new IllegalArgumentException("shares no row: " + activity);
  }

  /** The row of an activity. */
  public static byte[] encode(Activity activity) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION);
    switch (activity) {
      case Activity.Changed(SegmentChanged change) -> {
        head(out, SEGMENT_CHANGED, activity).fixed8(change.cause().ordinal());
        out.optional(change.before(), before -> standing(out, before));
        out.optional(change.after(), after -> standing(out, after));
      }
      case Activity.Changed(TierChanged change) -> {
        head(out, TIER_CHANGED, activity).fixed8(change.cause().ordinal());
        out.text(change.move().from()).text(change.move().to()).signed(change.tierPoints());
        out.flag(change.move().up());
      }
      case Activity.Changed(MembershipChanged change) -> {
        head(out, MEMBERSHIP_CHANGED, activity).fixed8(change.cause().ordinal());
        membership(out, change);
      }
      case Activity.Revised revised -> {
        head(out, REVISED, activity).unsigned(revised.version());
        revision(out, revised.revision());
      }
      case Activity.Registered registered ->
          head(out, REGISTERED, activity).text(registered.eventId()).unsigned(registered.version());
    }
    return out.toBytes();
  }

  private static void membership(RowWriter out, MembershipChanged change) {
    out.text(change.segmentId()).text(change.segmentName()).flag(change.entered());
  }

  /**
   * The activities of a row, newest first.
   *
   * @param customer from the key
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static List<Activity> decode(CustomerKey customer, byte[] row) {
    return RowReader.read(row, VERSION, in -> activities(customer, in));
  }

  private static List<Activity> activities(CustomerKey customer, RowReader in) {
    int kind = in.fixed8();
    Instant at = in.instant();
    long sequence = in.unsigned();
    if (kind != MEMBERSHIPS_CHANGED) {
      return List.of(activity(customer, kind, at, sequence, in));
    }
    int count = in.count();
    Cause cause = in.oneOf(CAUSES);
    List<Activity> activities = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      activities.add(
          new Activity.Changed(
              new MembershipChanged(
                  customer, sequence - i, in.text(), in.text(), in.flag(), cause, at)));
    }
    return activities;
  }

  private static Activity activity(
      CustomerKey customer, int kind, Instant at, long sequence, RowReader in) {
    return switch (kind) {
      case SEGMENT_CHANGED -> {
        Cause cause = in.oneOf(CAUSES);
        Optional<Standing> before = in.optional(() -> standing(in));
        Optional<Standing> after = in.optional(() -> standing(in));
        yield new Activity.Changed(
            new SegmentChanged(customer, sequence, before, after, cause, at));
      }
      case TIER_CHANGED -> {
        Cause cause = in.oneOf(CAUSES);
        String from = in.text();
        String to = in.text();
        long tierPoints = in.signed();
        TierMove move = new TierMove(from, to, in.flag());
        yield new Activity.Changed(
            new TierChanged(customer, sequence, move, tierPoints, cause, at));
      }
      case MEMBERSHIP_CHANGED -> {
        Cause cause = in.oneOf(CAUSES);
        yield new Activity.Changed(
            new MembershipChanged(customer, sequence, in.text(), in.text(), in.flag(), cause, at));
      }
      case REVISED -> new Activity.Revised(sequence, in.unsigned(), revision(in, at));
      case REGISTERED -> new Activity.Registered(at, sequence, in.text(), in.unsigned());
      default -> throw new IllegalArgumentException("activity of unknown kind " + kind);
    };
  }

  private static void revision(RowWriter out, Revision revision) {
    out.fixed8(revision.origin().ordinal()).optionalText(revision.sourceId());
    out.flag(revision.created());
    out.unsigned(revision.fields().size());
    revision.fields().forEach(field -> out.fixed8(field.storedId()));
    out.unsigned(revision.consents().size());
    for (ConsentChange consent : revision.consents()) {
      out.fixed8(consent.channel().ordinal());
      out.optional(consent.optedIn(), out::flag);
    }
  }

  private static Revision revision(RowReader in, Instant at) {
    Origin origin = in.oneOf(ORIGINS);
    Optional<String> sourceId = in.optionalText();
    boolean created = in.flag();
    // A later release may know more fields: they are passed over.
    List<ProfileField> fields =
        in.list(() -> ProfileField.stored(in.fixed8())).stream().flatMap(Optional::stream).toList();
    List<ConsentChange> consents =
        in.list(() -> new ConsentChange(in.oneOf(Channel.ALL), in.optional(in::flag)));
    return new Revision(origin, sourceId, at, created, fields, consents);
  }

  private static RowWriter head(RowWriter out, int kind, Activity activity) {
    return out.fixed8(kind).instant(activity.at()).unsigned(activity.sequence());
  }

  private static void standing(RowWriter out, Standing standing) {
    out.fixed8(standing.scores().cell()).fixed8(standing.segment().ordinal());
  }

  private static Standing standing(RowReader in) {
    return new Standing(Scores.ofCell(in.fixed8()), in.oneOf(RfmSegment.ALL));
  }
}
