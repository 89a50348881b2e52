package shop.crm.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Bookkeeping;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.RfmMove;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.customer.VersionedProfile;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.ProfileRules;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.schemas.model.purchase.Purchases;

/** Generated values of the language, for properties. */
public class Samples extends DomainContextBase {

  private static final long YEAR_2100 = Micros.of(Instant.parse("2100-01-01T00:00:00Z"));

  private static Arbitrary<String> ids() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('0', '9')
        .withChars("AZ._:@+-")
        .ofMinLength(1)
        .ofMaxLength(Ids.MAX_LENGTH)
        .filter(Ids::isReachable);
  }

  /** Any text that can be written, of any script. */
  private static Arbitrary<String> texts() {
    Arbitrary<String> characters =
        Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofLength(1),
            Arbitraries.of("ї", "漢", "🍵", "\u0000", "\"", "\\", "\n", "e\u0301", "\u2028"));
    return characters.list().ofMaxSize(20).map(list -> String.join("", list));
  }

  /** Any text that PostgreSQL can store. */
  private static Arbitrary<String> storedTexts() {
    return texts().map(text -> text.replace("\0", ""));
  }

  @Provide
  Arbitrary<Instant> instants() {
    Arbitrary<Long> micros = Arbitraries.longs().between(0, YEAR_2100);
    Arbitrary<Long> seconds = micros.map(value -> value / 1_000_000 * 1_000_000);
    return Arbitraries.oneOf(micros, seconds).map(Micros::toInstant);
  }

  @Provide
  Arbitrary<Money> amounts() {
    return Arbitraries.longs().between(0, Money.MAX_ACCEPTED.minor()).map(Money::new);
  }

  @Provide
  Arbitrary<CustomerKey> customers() {
    return Combinators.combine(ids(), ids()).as(CustomerKey::new);
  }

  @Provide
  Arbitrary<OrderItem> items() {
    Arbitrary<BigDecimal> prices =
        Combinators.combine(
                Arbitraries.longs().between(0, 999_999_999_999L),
                Arbitraries.integers().between(0, 6))
            .as(BigDecimal::valueOf);
    Arbitrary<Optional<String>> text = texts().filter(it -> !it.isBlank()).optional();
    Arbitrary<BigDecimal> quantities =
        prices.map(BigDecimal::stripTrailingZeros).map(it -> it.setScale(Math.max(0, it.scale())));
    return Combinators.combine(text, text, quantities, prices.optional()).as(OrderItem::new);
  }

  @Provide
  Arbitrary<Address> addresses() {
    Arbitrary<Optional<String>> text = storedTexts().optional();
    Arbitrary<Optional<String>> country =
        Arbitraries.strings().withCharRange('A', 'Z').ofLength(2).optional();
    return Combinators.combine(
            Arbitraries.of(Address.Type.class),
            Combinators.combine(text, text, text).as(List::of),
            Combinators.combine(text, text, text).as(List::of),
            country,
            Arbitraries.of(true, false))
        .as(
            (type, a, b, land, isDefault) ->
                new Address(
                    a.get(0),
                    type,
                    new Address.Place(a.get(1), a.get(2), b.get(0), b.get(1), b.get(2), land),
                    isDefault));
  }

  @Provide
  Arbitrary<Profile> profiles() {
    Arbitrary<Profile> any = Arbitraries.just(Profile.NOTHING);
    for (ProfileField field : ProfileField.ALL) {
      any = with(any, field);
    }
    return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(Profile.STUB)), Tuple.of(4, any));
  }

  private Arbitrary<Profile> with(Arbitrary<Profile> profiles, ProfileField field) {
    return switch (field.kind()) {
      case Kind.Text _ ->
          Combinators.combine(profiles, storedTexts().optional())
              .as((profile, text) -> profile.edit().text(field, text).build());
      case Kind.Date _ ->
          Combinators.combine(profiles, Arbitraries.longs().between(-40_000, 40_000).optional())
              .as(
                  (profile, day) ->
                      profile.edit().date(field, day.map(LocalDate::ofEpochDay)).build());
      case Kind.Flag _ ->
          Combinators.combine(profiles, Arbitraries.of(true, false).optional())
              .as((profile, flag) -> profile.edit().flag(field, flag).build());
      case Kind.Addresses _ ->
          Combinators.combine(profiles, addresses().list().ofMaxSize(3))
              .as((profile, addresses) -> profile.edit().addresses(addresses).build());
      case Kind.Tags _ ->
          Combinators.combine(profiles, storedTexts().list().ofMaxSize(4))
              .as((profile, tags) -> profile.edit().tags(tags).build());
    };
  }

  /** Of fields for which hardly any text keeps the rules, one that does. */
  private static final Map<ProfileField, String> RULED =
      Map.of(
          ProfileField.EMAIL,
          "ann@example.org",
          ProfileField.PHONE,
          "+380 (44) 1",
          ProfileField.LANGUAGE,
          "pt-BR");

  /** Such as keep the rules that profiles have on every way in. */
  private Arbitrary<Profile> ruledProfiles() {
    return profiles().map(Samples::ruled);
  }

  private static Profile ruled(Profile any) {
    LocalDate today = LocalDate.of(2026, 3, 1);
    Profile.Builder ruled = any.edit();
    for (ProfileField field : ProfileField.ALL) {
      switch (field.kind()) {
        case Kind.Text text ->
            ruled.text(
                field,
                any.text(field)
                    .map(it -> RULED.getOrDefault(field, it))
                    .flatMap(it -> text.rule().apply(it).value()));
        case Kind.Date _ ->
            ruled.date(
                field,
                any.date(field).flatMap(it -> ProfileRules.birth(it.toString(), today).value()));
        case Kind.Addresses _ ->
            ruled.addresses(any.addresses().stream().map(Samples::ruled).toList());
        case Kind.Tags _ ->
            ruled.tags(
                any.tags().stream()
                    .flatMap(it -> ProfileRules.line(it).value().stream())
                    .distinct()
                    .toList());
        case Kind.Flag _ -> {}
      }
    }
    return ruled.build();
  }

  private static Address ruled(Address any) {
    return new Address(
        any.id().map(_ -> "a-1"),
        any.type(),
        new Address.Place(
            any.place().line1().flatMap(it -> ProfileRules.line(it).value()),
            any.place().line2().flatMap(it -> ProfileRules.line(it).value()),
            any.place().city().flatMap(it -> ProfileRules.line(it).value()),
            any.place().region().flatMap(it -> ProfileRules.line(it).value()),
            any.place().postalCode().flatMap(it -> ProfileRules.line(it).value()),
            any.place().country().map(_ -> "UA")),
        any.isDefault());
  }

  private Arbitrary<String> eventIds() {
    return texts().filter(text -> !text.isEmpty());
  }

  private Arbitrary<Head> heads(Arbitrary<String> ids) {
    return Combinators.combine(ids, customers(), instants(), eventIds()).as(Head::new);
  }

  @Provide
  Arbitrary<InboundEvent> events() {
    Arbitrary<Head> heads = heads(eventIds());
    Arbitrary<String> storedIds = storedTexts().filter(text -> !text.isEmpty());
    return Arbitraries.oneOf(
        Combinators.combine(
                heads, ids(), amounts(), items().list().ofMaxSize(5), instants().optional())
            .as(OrderCreated::new),
        Combinators.combine(heads, ids(), amounts().optional()).as(OrderCompleted::new),
        Combinators.combine(heads, ids(), texts().filter(it -> !it.isBlank()).optional())
            .as(OrderCancelled::new),
        Combinators.combine(heads, ids(), ids(), amounts()).as(OrderRefunded::new),
        Combinators.combine(heads(storedIds), ruledProfiles()).as(UserRegistered::new));
  }

  @Provide
  Arbitrary<Standing> standings() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 124).map(Scores::ofCell),
            Arbitraries.of(RfmSegment.class))
        .as(Standing::new);
  }

  private static Arbitrary<Long> sequences() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE);
  }

  @Provide
  Arbitrary<SegmentChanged> segmentChanges() {
    return Combinators.combine(
            customers(),
            sequences(),
            standings().optional(),
            standings().optional(),
            Arbitraries.of(Cause.ORDER, Cause.TIME, Cause.THRESHOLDS, Cause.ERASURE),
            instants())
        .as(SegmentChanged::new);
  }

  @Provide
  Arbitrary<TierChanged> tierChanges() {
    return Combinators.combine(
            customers(),
            sequences(),
            Combinators.combine(texts(), texts(), Arbitraries.of(true, false)).as(TierMove::new),
            Arbitraries.longs(),
            Arbitraries.of(Cause.ORDER, Cause.TIME, Cause.THRESHOLDS, Cause.ERASURE, Cause.LOYALTY),
            instants())
        .as(TierChanged::new);
  }

  @Provide
  Arbitrary<Revision> revisions() {
    Arbitrary<ConsentChange> consents =
        Combinators.combine(Arbitraries.of(Channel.class), Arbitraries.of(true, false).optional())
            .as(ConsentChange::new);
    return Combinators.combine(
            Arbitraries.of(Origin.class),
            eventIds().optional(),
            instants(),
            Arbitraries.of(true, false),
            Arbitraries.of(ProfileField.class).list().uniqueElements(),
            consents.list().ofMaxSize(3))
        .as(Revision::new);
  }

  @Provide
  Arbitrary<ProfileRecord> profileRecords() {
    return Arbitraries.oneOf(
        Combinators.combine(
                customers(),
                sequences(),
                instants(),
                instants(),
                instants().optional(),
                profiles(),
                revisions())
            .as(ProfileRecord.Known::new),
        Combinators.combine(customers(), sequences(), instants()).as(ProfileRecord.Erased::new));
  }

  @Provide
  Arbitrary<ProfileEvent> profileEvents() {
    return Arbitraries.oneOf(
        Combinators.combine(customers(), sequences(), instants(), instants(), profiles())
            .as(ProfileEvent.Created::new),
        Combinators.combine(customers(), sequences(), instants(), profiles(), profiles())
            .as(ProfileEvent.Updated::new),
        Combinators.combine(customers(), sequences(), instants()).as(ProfileEvent.Deleted::new));
  }

  @Provide
  Arbitrary<LoyaltyEntry> entries() {
    Arbitrary<Long> points =
        Arbitraries.longs().between(-LoyaltyEntry.MAX_POINTS, LoyaltyEntry.MAX_POINTS);
    return Combinators.combine(
            customers(),
            ids(),
            Arbitraries.of(LoyaltyEntry.Type.class),
            points,
            texts().optional(),
            instants())
        .as(
            (customer, id, type, any, reason, at) -> {
              long allowed = type == LoyaltyEntry.Type.ADJUST ? any : -Math.abs(any);
              return new LoyaltyEntry(customer, id, type, allowed, reason, at);
            });
  }

  @Provide
  Arbitrary<CustomerSeen> sightings() {
    return Combinators.combine(customers(), instants()).as(CustomerSeen::new);
  }

  @Provide
  Arbitrary<Erasure> erasures() {
    return Combinators.combine(instants(), sequences(), sequences()).as(Erasure::new);
  }

  @Provide
  Arbitrary<Activity> activities() {
    return Arbitraries.oneOf(
        segmentChanges().map(Activity.Changed::new),
        tierChanges().map(Activity.Changed::new),
        membershipChanges().map(Activity.Changed::new),
        Combinators.combine(sequences(), sequences(), revisions()).as(Activity.Revised::new),
        Combinators.combine(instants(), sequences(), eventIds(), sequences())
            .as(Activity.Registered::new));
  }

  @Provide
  Arbitrary<Purchases> purchases() {
    return Combinators.combine(instants(), amounts())
        .as(Tuple::of)
        .list()
        .ofMaxSize(60)
        .map(
            list -> {
              Purchases purchases = Purchases.NONE;
              for (var purchase : list) {
                purchases = purchases.with(purchase.get1(), purchase.get2());
              }
              return purchases;
            });
  }

  @Provide
  Arbitrary<Memberships> memberships() {
    Arbitrary<RfmMove> moves =
        Combinators.combine(instants(), Arbitraries.of(RfmSegment.class).optional())
            .as(RfmMove::new);
    Arbitrary<UnaryOperator<Memberships>> steps =
        Combinators.combine(
                Arbitraries.integers().greaterOrEqual(0),
                instants(),
                sequences(),
                Arbitraries.of("with", "in by hand", "out by hand", "without"))
            .as(
                (number, at, sequence, what) ->
                    before ->
                        switch (what) {
                          case "with" -> before.with(number, at);
                          case "without" -> before.without(number);
                          default -> before.byHand(number, sequence, what.startsWith("in"), at);
                        });
    return Combinators.combine(moves.optional(), steps.list().ofMaxSize(8))
        .as(
            (move, all) -> {
              Memberships memberships = move.map(Memberships.NONE::moved).orElse(Memberships.NONE);
              for (UnaryOperator<Memberships> step : all) {
                memberships = step.apply(memberships);
              }
              return memberships;
            });
  }

  @Provide
  Arbitrary<MembershipChanged> membershipChanges() {
    return Combinators.combine(
            customers(),
            sequences(),
            ids(),
            texts(),
            Arbitraries.of(true, false),
            Arbitraries.of(Cause.class),
            instants())
        .as(MembershipChanged::new);
  }

  @Provide
  Arbitrary<CustomerState> states() {
    Arbitrary<Loyalty> loyalty =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs(), texts())
            .as(Loyalty::new);
    return Combinators.combine(
            Combinators.combine(instants(), instants()).as(List::of),
            Combinators.combine(
                    sequences(),
                    sequences(),
                    Arbitraries.longs().greaterOrEqual(-1),
                    Arbitraries.of(0L, 0L, 1L, 1_748_735_999_999_999L))
                .as(List::of),
            profiles(),
            purchases(),
            loyalty,
            Combinators.combine(standings().optional(), memberships()).as(Tuple::of),
            Combinators.combine(instants().optional(), instants().optional()).as(List::of))
        .as(
            (times, numbers, profile, purchases, points, segments, optionalTimes) ->
                new CustomerState(
                    new Span(times.get(0), times.get(1)),
                    new VersionedProfile(profile, numbers.get(0)),
                    purchases,
                    points,
                    segments.get1(),
                    segments.get2(),
                    new Bookkeeping(
                        numbers.get(1),
                        numbers.get(2),
                        optionalTimes.get(0),
                        optionalTimes.get(1),
                        numbers.get(3))));
  }

  @Provide
  Arbitrary<OrderState> orders() {
    return Combinators.combine(
            ids(),
            Combinators.combine(eventIds(), instants(), amounts(), items().list().ofMaxSize(5))
                .as(OrderState.Created::new)
                .optional(),
            Combinators.combine(eventIds(), instants(), amounts().optional())
                .as(OrderState.Completed::new)
                .optional(),
            Combinators.combine(eventIds(), instants(), texts().optional())
                .as(OrderState.Cancelled::new)
                .optional(),
            Combinators.combine(eventIds(), instants(), ids(), amounts())
                .as(OrderState.Refund::new)
                .list()
                .ofMaxSize(4))
        .as(OrderState::new);
  }
}
