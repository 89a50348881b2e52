package shop.crm.topology.domain.segment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.schemas.model.segment.SegmentField;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseDays;

/**
 * A customer as conditions see it at one moment: every field as answers over HTTP have it. What
 * several conditions ask for is computed once, so a subject is for one thread.
 */
public final class Subject {

  /** What {@link #time} and {@link #number} answer where there is no value. */
  static final long ABSENT = Long.MIN_VALUE;

  private static final long MICROS_OF_DAY = 86_400_000_000L;

  private final CustomerKey key;
  private final CustomerState state;
  private final long now;
  private final Purchases purchases;
  private final Predictions predictions;
  private Optional<PurchaseDays> purchaseDays = Optional.empty();
  private long average = ABSENT;

  /** A customer at a moment, of whom nothing is predicted. */
  public Subject(CustomerKey key, CustomerState state, Instant now) {
    this(key, state, Predictions.NONE, now);
  }

  /** A customer at a moment. */
  public Subject(CustomerKey key, CustomerState state, Predictions predictions, Instant now) {
    this(key, state, predictions, Micros.of(now));
  }

  private Subject(CustomerKey key, CustomerState state, Predictions predictions, long now) {
    this.key = key;
    this.state = state;
    this.now = now;
    this.purchases = state.purchases();
    this.predictions = predictions;
  }

  /** The same customer at another moment, with no new fact. */
  Subject at(long epochMicros) {
    return new Subject(key, state, predictions, epochMicros);
  }

  /** The calendar and the model of what is predicted. */
  Predictions predictions() {
    return predictions;
  }

  /** The day that it is, in days since 1970. */
  int today() {
    return predictions.today(Micros.toInstant(now));
  }

  /** The moment, microseconds since 1970. */
  long now() {
    return now;
  }

  Purchases purchases() {
    return purchases;
  }

  Profile profile() {
    return state.profile();
  }

  /** The text of a field of texts. */
  Optional<String> text(SegmentField field) {
    if (field.ofProfile().isPresent()) {
      return profile().text(field.ofProfile().get());
    }
    return switch (field) {
      case ID -> Optional.of(key.customer());
      case TENANT_ID -> Optional.of(key.tenant());
      case LOYALTY_TIER -> Optional.of(state.loyalty().tier());
      case RFM_SEGMENT -> state.standing().map(Standing::segment).map(RfmSegment::displayName);
      case LIFECYCLE_STAGE -> Optional.of(state.stage().wire());
      default -> throw new IllegalArgumentException("not a text: " + field);
    };
  }

  /**
   * The number of a field that is predicted, on another day too, in units of its last decimal; also
   * where it is above {@link #greatestPredicted}.
   */
  long predicted(SegmentField field, int epochDay) {
    if (!predictions.predicts() || purchases.count() == 0) {
      return ABSENT;
    }
    return field == SegmentField.PROBABILITY_ALIVE
        ? forecast(epochDay).aliveTenThousandths()
        : forecast(epochDay).valueAtAnyRate(Forecast.YEAR).minor();
  }

  /** Above what a predicted number counts as absent; the same on every day. */
  long greatestPredicted(SegmentField field) {
    return field == SegmentField.PROBABILITY_ALIVE
        ? Long.MAX_VALUE
        : forecast(today()).greatestValue(Forecast.YEAR).minor();
  }

  private long predictedToday(SegmentField field) {
    long number = predicted(field, today());
    return number != ABSENT && number > greatestPredicted(field) ? ABSENT : number;
  }

  private Forecast forecast(int epochDay) {
    if (purchaseDays.isEmpty()) {
      purchaseDays = PurchaseDays.of(purchases, predictions.zone());
    }
    return predictions.forecast(purchaseDays.orElseThrow(), epochDay).orElseThrow();
  }

  /**
   * The number of a field of numbers, in units of its last decimal; {@link #ABSENT} where there is
   * none.
   */
  long number(SegmentField field) {
    return switch (field) {
      case LOYALTY_POINTS -> hundredths(state.loyalty().points());
      case TOTAL_ORDERS -> hundredths(purchases.count());
      case TOTAL_SPENT -> purchases.spent().minor();
      case AVERAGE_ORDER -> average();
      case RECENCY_SCORE, FREQUENCY_SCORE, MONETARY_SCORE ->
          state.standing().isPresent() ? score(field, state.standing().get()) : ABSENT;
      case VERSION -> hundredths(state.version());
      case PREDICTED_CLV_365, PROBABILITY_ALIVE -> predictedToday(field);
      default -> throw new IllegalArgumentException("not a stored number: " + field);
    };
  }

  private static long score(SegmentField field, Standing standing) {
    int score =
        switch (field) {
          case RECENCY_SCORE -> standing.scores().recency();
          case FREQUENCY_SCORE -> standing.scores().frequency();
          case MONETARY_SCORE -> standing.scores().monetary();
          default -> throw new IllegalArgumentException("not a score: " + field);
        };
    return hundredths(score);
  }

  private long average() {
    if (average == ABSENT) {
      average = purchases.spent().dividedBy(purchases.count()).minor();
    }
    return average;
  }

  /** What is beyond any number of a condition is as good as the greatest or the least of them. */
  static long hundredths(long whole) {
    return Math.clamp(whole, ABSENT / 100, Long.MAX_VALUE / 100) * 100;
  }

  /** The time of a field of times, or of what a field counts the days since. */
  long time(SegmentField field) {
    if (field.ofProfile().isPresent()) {
      Optional<LocalDate> date = profile().date(field.ofProfile().get());
      return date.isPresent() ? date.get().toEpochDay() * MICROS_OF_DAY : ABSENT;
    }
    return switch (field) {
      case FIRST_ORDER_DATE -> purchases.count() == 0 ? ABSENT : purchases.epochMicros(0);
      case LAST_ORDER_DATE, DAYS_SINCE_LAST_ORDER ->
          purchases.count() == 0 ? ABSENT : purchases.epochMicros(purchases.count() - 1);
      case CREATED_AT, DAYS_SINCE_CREATED -> Micros.of(state.createdAt());
      case UPDATED_AT -> Micros.of(state.updatedAt());
      default -> throw new IllegalArgumentException("not a time: " + field);
    };
  }

  /** The flag of a field of flags: what was never asked for is as good as refused. */
  boolean flag(SegmentField field) {
    return profile().flag(field.ofProfile().orElseThrow()).orElse(false);
  }

  /** Whether one of the texts of a field of lists is such. */
  boolean anyText(SegmentField field, Predicate<String> such) {
    if (field == SegmentField.TAGS) {
      List<String> tags = profile().tags();
      for (int i = 0; i < tags.size(); i++) {
        if (such.test(tags.get(i))) {
          return true;
        }
      }
      return false;
    }
    List<Address> addresses = profile().addresses();
    for (int i = 0; i < addresses.size(); i++) {
      Optional<String> text = textOf(addresses.get(i), field);
      if (text.isPresent() && such.test(text.get())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> textOf(Address address, SegmentField field) {
    return switch (field) {
      case ADDRESSES_ID -> address.id();
      case ADDRESSES_TYPE -> Optional.of(address.type().wire());
      case ADDRESSES_LINE1 -> address.place().line1();
      case ADDRESSES_LINE2 -> address.place().line2();
      case ADDRESSES_CITY -> address.place().city();
      case ADDRESSES_REGION -> address.place().region();
      case ADDRESSES_POSTAL_CODE -> address.place().postalCode();
      case ADDRESSES_COUNTRY -> address.place().country();
      default -> throw new IllegalArgumentException("not a text of addresses: " + field);
    };
  }
}
