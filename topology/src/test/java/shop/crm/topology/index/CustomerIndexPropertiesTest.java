package shop.crm.topology.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseDays;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.index.CustomerQuery.Sort;

/** The customer index beside a plain list of customers that is filtered, sorted and cut. */
class CustomerIndexPropertiesTest {

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** A customer comes, changes, or goes. */
  record Move(String id, Optional<CustomerState> after) {}

  @Property
  void pages_to_the_end_are_the_customers_that_fit_in_order(
      @ForAll("moves") List<Move> moves, @ForAll("queries") CustomerQuery query) {
    Map<String, CustomerState> customers = new TreeMap<>();
    CustomerIndex customerIndex = new CustomerIndex();
    moves.forEach(move -> apply(move, customerIndex, customers));

    assertEquals(NaiveList.of(customers, query), paged(customerIndex, query));
    assertEquals(customers.size(), customerIndex.size());
  }

  @Property
  void a_page_goes_on_behind_any_place_whoever_stood_there(
      @ForAll("moves") List<Move> moves,
      @ForAll("queries") CustomerQuery query,
      @ForAll("places") Position place) {
    Map<String, CustomerState> customers = new TreeMap<>();
    CustomerIndex customerIndex = new CustomerIndex();
    moves.forEach(move -> apply(move, customerIndex, customers));

    assertEquals(
        NaiveList.of(customers, query).stream()
            .filter(each -> NaiveList.order(query).compare(each, place) > 0)
            .limit(query.limit())
            .toList(),
        customerIndex.page(query.after(place)));
  }

  /** What is expected is kept from one list to the next, and never of another day or model. */
  @Property(tries = 300)
  void what_is_predicted_is_that_of_the_day_and_the_model_after_every_move(
      @ForAll("moves") List<Move> moves,
      @ForAll("queries") CustomerQuery query,
      @ForAll Random random) {
    Map<String, CustomerState> customers = new TreeMap<>();
    ZoneId zone = ZoneId.of("Europe/Kyiv");
    CustomerIndex customerIndex = new CustomerIndex(zone);
    List<Predictions> models =
        List.of(
            new Predictions(zone, Optional.empty()), predictions(zone, 5), predictions(zone, 50));
    for (Move move : moves) {
      apply(move, customerIndex, customers);
      CustomerQuery predicted = query.sortedBy(Sort.PROBABILITY_ALIVE, query.descending());
      CustomerQuery asked =
          random.nextBoolean()
              ? predicted
              : query.sortedBy(Sort.PREDICTED_CLV_365, query.descending());
      Predictions by = models.get(random.nextInt(models.size()));
      Instant now = EPOCH.plus(Duration.ofDays(8 + random.nextInt(2)));

      assertEquals(
          NaiveList.of(customers, asked, by, now).stream().limit(asked.limit()).toList(),
          customerIndex.page(asked, by, now));
    }
  }

  private static Predictions predictions(ZoneId zone, double alpha) {
    return new Predictions(
        zone,
        Optional.of(
            new ClvModel(
                EPOCH,
                3,
                2,
                Optional.of(new MbgNbd(0.7, alpha, 0.8, 2.5)),
                Optional.of(new GammaGamma(6, 4, 15)),
                Optional.empty(),
                List.of(),
                -1,
                Optional.empty())));
  }

  @Property
  void how_customers_bought_is_added_up_as_if_each_were_looked_at(
      @ForAll("moves") List<Move> moves) {
    Map<String, CustomerState> customers = new TreeMap<>();
    ZoneId zone = ZoneId.of("America/Havana");
    CustomerIndex customerIndex = new CustomerIndex(zone);
    moves.forEach(move -> apply(move, customerIndex, customers));

    PurchaseHistogram expected = new PurchaseHistogram();
    for (CustomerState customer : customers.values()) {
      PurchaseDays.of(customer.purchases(), zone)
          .ifPresent(
              it ->
                  expected.add(
                      it.repeats(),
                      it.firstEpochDay(),
                      it.lastEpochDay(),
                      it.repeatSpendMinor(),
                      1));
    }
    assertEquals(expected, customerIndex.purchases());
  }

  private static void apply(
      Move move, CustomerIndex customerIndex, Map<String, CustomerState> customers) {
    customerIndex.move(move.id(), Optional.ofNullable(customers.get(move.id())), move.after());
    move.after()
        .ifPresentOrElse(
            state -> customers.put(move.id(), state), () -> customers.remove(move.id()));
  }

  private static List<Position> paged(CustomerIndex customerIndex, CustomerQuery query) {
    List<Position> all = new ArrayList<>();
    List<Position> page = customerIndex.page(query);
    while (!page.isEmpty()) {
      assertTrue(page.size() <= query.limit());
      assertTrue(all.size() <= customerIndex.size(), "paging does not come to an end");
      all.addAll(page);
      page = customerIndex.page(query.after(page.getLast()));
    }
    return all;
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<String> id = Arbitraries.integers().between(0, 39).map(number -> "c" + number);
    Arbitrary<Optional<CustomerState>> gone = Arbitraries.just(Optional.empty());
    return Combinators.combine(
            id,
            Arbitraries.frequencyOf(Tuple.of(3, customers().map(Optional::of)), Tuple.of(1, gone)))
        .as(Move::new)
        .list()
        .ofMaxSize(120);
  }

  @Provide
  Arbitrary<CustomerQuery> queries() {
    return Combinators.combine(
            Arbitraries.of(Sort.values()),
            Arbitraries.of(true, false),
            rarely(Arbitraries.of(RfmSegment.ALL)),
            rarely(Arbitraries.of("bronze", "silver", "no-such-tier")),
            rarely(Arbitraries.of(LifecycleStage.values())),
            rarely(Arbitraries.of("vip", "old", "no-such-tag")),
            Arbitraries.maps(Arbitraries.of(Channel.ALL), Arbitraries.of(true, false)).ofMaxSize(2),
            Combinators.combine(
                    Arbitraries.integers().between(1, 7), rarely(Arbitraries.of(1, 2, 9)))
                .as(Tuple::of))
        .as(
            (sort, descending, segment, tier, stage, tag, consents, more) ->
                new CustomerQuery(
                    sort,
                    descending,
                    new CustomerQuery.Selection(
                        segment,
                        tier,
                        stage,
                        tag,
                        more.get2().map(OptionalInt::of).orElse(OptionalInt.empty()),
                        consents,
                        CustomerQuery.Search.NOTHING),
                    Optional.empty(),
                    more.get1()));
  }

  /** Of values that customers have, and others. */
  @Provide
  Arbitrary<Position> places() {
    Arbitrary<OptionalLong> value =
        Arbitraries.of(
                Optional.<Long>empty(),
                Optional.of(1L),
                Optional.of(250L),
                Optional.of(EPOCH.plus(Duration.ofDays(3)).getEpochSecond() * 1_000_000))
            .map(each -> each.map(OptionalLong::of).orElse(OptionalLong.empty()));
    return Combinators.combine(
            value, Arbitraries.integers().between(0, 45).map(number -> "c" + number))
        .as(Position::new);
  }

  private static <T> Arbitrary<Optional<T>> rarely(Arbitrary<T> values) {
    return values.optional(0.3);
  }

  /** Few values of each figure, so that many customers share one. */
  private static Arbitrary<CustomerState> customers() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 2),
            Arbitraries.longs().between(-1, 3),
            Arbitraries.of("bronze", "silver", "gold"),
            Arbitraries.of(RfmSegment.ALL).optional(0.8),
            Arbitraries.of("vip", "old", "new").list().uniqueElements().ofMaxSize(3),
            Arbitraries.of(true, false).optional(0.7).list().ofSize(Channel.ALL.size()),
            Arbitraries.of(1, 2, 300).list().uniqueElements().ofMaxSize(3))
        .as(CustomerIndexPropertiesTest::customer);
  }

  private static CustomerState customer(
      int day,
      int orders,
      long points,
      String tier,
      Optional<RfmSegment> segment,
      List<String> tags,
      List<Optional<Boolean>> consents,
      List<Integer> segments) {
    Memberships memberships = Memberships.NONE;
    for (int number : segments) {
      memberships = memberships.with(number, EPOCH);
    }
    Instant created = EPOCH.plus(Duration.ofDays(day));
    Purchases purchases = Purchases.NONE;
    for (int i = 1; i <= orders; i++) {
      purchases = purchases.with(created.plus(Duration.ofDays(i)), new Money(250));
    }
    Optional<String> none = Optional.empty();
    Profile profile =
        Profile.NOTHING
            .edit()
            .tags(tags)
            .flag(ProfileField.EMAIL_OPT_IN, consents.get(Channel.EMAIL.ordinal()))
            .flag(ProfileField.SMS_OPT_IN, consents.get(Channel.SMS.ordinal()))
            .flag(ProfileField.PUSH_OPT_IN, consents.get(Channel.PUSH.ordinal()))
            .build();
    return CustomerState.begin(created, "bronze")
        .withProfile(profile, 1, 1)
        .withPurchases(purchases, -1)
        .withLoyalty(new Loyalty(points, 0, 0, tier))
        .withStanding(segment.map(each -> new Standing(new Scores(1, 1, 1), each)), 1)
        .withMemberships(memberships, 1);
  }
}
