package shop.crm.schemas.model.segment;

import static shop.crm.schemas.model.segment.Operator.BETWEEN;
import static shop.crm.schemas.model.segment.Operator.CONTAINS;
import static shop.crm.schemas.model.segment.Operator.ENDS_WITH;
import static shop.crm.schemas.model.segment.Operator.EQ;
import static shop.crm.schemas.model.segment.Operator.EXISTS;
import static shop.crm.schemas.model.segment.Operator.GT;
import static shop.crm.schemas.model.segment.Operator.GTE;
import static shop.crm.schemas.model.segment.Operator.IN;
import static shop.crm.schemas.model.segment.Operator.LT;
import static shop.crm.schemas.model.segment.Operator.LTE;
import static shop.crm.schemas.model.segment.Operator.NEQ;
import static shop.crm.schemas.model.segment.Operator.STARTS_WITH;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.schemas.model.profile.ProfileField;

/** What conditions are about: the fields of a customer, and what is derived from them. */
public enum SegmentField {
  ID(Kind.TEXT),
  TENANT_ID(Kind.TEXT),
  EMAIL(ProfileField.EMAIL),
  PHONE(ProfileField.PHONE),
  FIRST_NAME(ProfileField.FIRST_NAME),
  LAST_NAME(ProfileField.LAST_NAME),
  /** Stands for its midnight UTC. */
  DATE_OF_BIRTH(ProfileField.DATE_OF_BIRTH),
  GENDER(ProfileField.GENDER),
  LANGUAGE(ProfileField.LANGUAGE),
  ADDRESSES(ProfileField.ADDRESSES),
  ADDRESSES_ID(Kind.TEXTS),
  ADDRESSES_TYPE(Kind.TEXTS),
  ADDRESSES_LINE1(Kind.TEXTS),
  ADDRESSES_LINE2(Kind.TEXTS),
  ADDRESSES_CITY(Kind.TEXTS),
  ADDRESSES_REGION(Kind.TEXTS),
  ADDRESSES_POSTAL_CODE(Kind.TEXTS),
  ADDRESSES_COUNTRY(Kind.TEXTS),
  ADDRESSES_IS_DEFAULT(Kind.FLAGS),
  TAGS(ProfileField.TAGS),
  SOURCE(ProfileField.SOURCE),
  LOYALTY_TIER(Kind.TEXT),
  LOYALTY_POINTS(Kind.NUMBER),
  TOTAL_ORDERS(Kind.NUMBER),
  TOTAL_SPENT(Kind.NUMBER),
  AVERAGE_ORDER(Kind.NUMBER),
  FIRST_ORDER_DATE(Kind.TIME),
  LAST_ORDER_DATE(Kind.TIME),
  RFM_SEGMENT(Kind.TEXT),
  RECENCY_SCORE(Kind.NUMBER),
  FREQUENCY_SCORE(Kind.NUMBER),
  MONETARY_SCORE(Kind.NUMBER),
  LIFECYCLE_STAGE(Kind.TEXT),
  EMAIL_OPT_IN(ProfileField.EMAIL_OPT_IN),
  SMS_OPT_IN(ProfileField.SMS_OPT_IN),
  PUSH_OPT_IN(ProfileField.PUSH_OPT_IN),
  CREATED_AT(Kind.TIME),
  UPDATED_AT(Kind.TIME),
  VERSION(Kind.NUMBER),
  /** Whole periods of 24 hours since the last order, never below 0. */
  DAYS_SINCE_LAST_ORDER(Kind.NUMBER),
  /** Whole periods of 24 hours since the customer is known, never below 0. */
  DAYS_SINCE_CREATED(Kind.NUMBER),
  /** How many counting orders are not older than so many periods of 24 hours. */
  ORDERS_IN_LAST_DAYS(Kind.NUMBER),
  /** What these orders come to, after refunds. */
  SPENT_IN_LAST_DAYS(Kind.NUMBER),
  /** What the customer is expected to spend in the next 365 days; absent without a prediction. */
  PREDICTED_CLV_365(Kind.NUMBER),
  /** How likely it is that the customer still is one; absent without a prediction. */
  PROBABILITY_ALIVE(Kind.NUMBER);

  /** Greatest number of days that a window looks back: ten years. */
  public static final int MAX_DAYS = 3_660;

  private static final Map<String, SegmentField> BY_WIRE =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(SegmentField::wire, Function.identity()));

  private final Kind kind;
  private final String wire;
  private final Optional<ProfileField> ofProfile;
  private final boolean identifying;

  /** A field of the profile, compared as its values are. */
  SegmentField(ProfileField field) {
    this(
        switch (field.kind()) {
          case ProfileField.Kind.Text _ -> Kind.TEXT;
          case ProfileField.Kind.Date _ -> Kind.TIME;
          case ProfileField.Kind.Flag _ -> Kind.FLAG;
          case ProfileField.Kind.Addresses _ -> Kind.LIST;
          case ProfileField.Kind.Tags _ -> Kind.TEXTS;
        },
        Optional.of(field));
  }

  SegmentField(Kind kind) {
    this(kind, Optional.empty());
  }

  SegmentField(Kind kind, Optional<ProfileField> ofProfile) {
    this.kind = kind;
    this.ofProfile = ofProfile;
    String lower = name().toLowerCase(Locale.ROOT);
    this.wire = lower.startsWith("addresses_") ? lower.replaceFirst("_", ".") : lower;
    // A part of a field is as private as the whole.
    this.identifying =
        ProfileField.named(wire.split("\\.")[0]).filter(ProfileField::isIdentifying).isPresent();
  }

  /** What kind of values a field has, and which operators compare them. */
  public enum Kind {
    TEXT(EQ, NEQ, IN, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS),
    /** Numbers with so many decimals at most as the field has: money, counts, points. */
    NUMBER(EQ, NEQ, GT, LT, GTE, LTE, IN, BETWEEN, EXISTS),
    TIME(EQ, NEQ, GT, LT, GTE, LTE, IN, BETWEEN, EXISTS),
    FLAG(EQ, NEQ, EXISTS),
    /** Any number of texts: equal to one means that one of them is. */
    TEXTS(EQ, NEQ, IN, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS),
    /** Any number of flags. */
    FLAGS(EQ, NEQ, CONTAINS, EXISTS),
    /** A list of which only is asked whether there is anything in it. */
    LIST(EXISTS);

    private final List<Operator> operators;

    Kind(Operator... operators) {
      this.operators = List.of(operators);
    }

    /** The operators that fit. */
    public List<Operator> operators() {
      return operators;
    }
  }

  /** What kind of values the field has. */
  public Kind kind() {
    return kind;
  }

  /** The field of the profile that it is, if it is one. */
  public Optional<ProfileField> ofProfile() {
    return ofProfile;
  }

  /** Whether it is masked for callers who may not see personal data, and nothing they ask by. */
  public boolean isIdentifying() {
    return identifying;
  }

  /** The name on the wire, without the days of a window. */
  public String wire() {
    return wire;
  }

  /** How many decimals its numbers have at the most; conditions keep them as whole numbers. */
  public int decimals() {
    return this == PROBABILITY_ALIVE ? 4 : 2;
  }

  /** Whether it follows from what a model expects of the customer. */
  public boolean isPredicted() {
    return this == PREDICTED_CLV_365 || this == PROBABILITY_ALIVE;
  }

  /** Whether it looks back over a number of days, which its name must tell. */
  public boolean isWindow() {
    return this == ORDERS_IN_LAST_DAYS || this == SPENT_IN_LAST_DAYS;
  }

  /** The field of that name, if there is one. */
  public static Optional<SegmentField> named(String wire) {
    return Optional.ofNullable(BY_WIRE.get(wire));
  }
}
