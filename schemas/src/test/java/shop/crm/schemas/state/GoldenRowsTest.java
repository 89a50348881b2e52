package shop.crm.schemas.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.CustomerKey;
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
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.schemas.model.customer.RfmMove;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.customer.VersionedProfile;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OutdoneSteps;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * Rows as releases have stored them. A file here is never changed: a new form of a row gets a new
 * version, a new file, and a decoder beside the old one.
 */
class GoldenRowsTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant FIRST = Instant.parse("2025-06-01T08:30:00Z");
  private static final Instant SECOND = Instant.parse("2026-01-31T10:15:00.250001Z");
  private static final Purchases PURCHASES =
      Purchases.NONE.with(FIRST, new Money(123450)).with(SECOND, Money.ZERO);
  private static final Standing LOYAL =
      new Standing(new Scores(3, 2, 4), RfmSegment.LOYAL_CUSTOMERS);

  static CustomerState customer(Purchases purchases) {
    return customer(purchases, Memberships.NONE);
  }

  private static CustomerState customer(Purchases purchases, Memberships memberships) {
    Instant erasedAt = Instant.parse("2025-05-31T23:59:59.999999Z");
    Loyalty loyalty = new Loyalty(1234, -300, 200, "silver");
    return customer(3, loyalty, Optional.of(erasedAt), purchases, memberships);
  }

  private static CustomerState customer(
      long version, Loyalty loyalty, Optional<Instant> erasedAt, Purchases purchases) {
    return customer(version, loyalty, erasedAt, purchases, Memberships.NONE);
  }

  private static CustomerState customer(
      long version,
      Loyalty loyalty,
      Optional<Instant> erasedAt,
      Purchases purchases,
      Memberships memberships) {
    Instant due = Instant.parse("2026-03-02T10:15:00.250001Z");
    return new CustomerState(
        new Span(FIRST, SECOND),
        new VersionedProfile(profile(), version),
        purchases,
        loyalty,
        Optional.of(LOYAL),
        memberships,
        new Bookkeeping(2, 7, erasedAt, Optional.of(due), 0));
  }

  private static CustomerState stub(long version) {
    return CustomerState.begin(FIRST, "bronze").withProfile(Profile.STUB, version, 0);
  }

  private static Profile profile() {
    Optional<String> none = Optional.empty();
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of("anna@example.org"))
        .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
        .text(ProfileField.LAST_NAME, Optional.of("🍵"))
        .date(ProfileField.DATE_OF_BIRTH, Optional.of(LocalDate.of(1969, 5, 17)))
        .addresses(
            List.of(
                new Address(
                    none,
                    Address.Type.BILLING,
                    new Address.Place(
                        Optional.of("Хрещатик 1"),
                        none,
                        Optional.of("Київ"),
                        none,
                        Optional.of("01001"),
                        Optional.of("UA")),
                    true)))
        .tags(List.of("vip", ""))
        .text(ProfileField.SOURCE, Optional.of("web"))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
        .flag(ProfileField.SMS_OPT_IN, Optional.of(false))
        .build();
  }

  /** The stream counted versions itself then: to PostgreSQL, which counts now, they are nothing. */
  @Test
  void customers_of_version_1_are_still_read() {
    Loyalty loyalty = new Loyalty(-200, 0, 1434, "silver");
    CustomerState customer = customer(0, loyalty, Optional.empty(), PURCHASES);
    assertReads("customer-1.hex", customer, CustomerRow::decode);
    assertReads("customer-stub-1.hex", stub(0), CustomerRow::decode);
  }

  @Test
  void customers_of_version_2_are_still_read() {
    assertReads("customer-2.hex", customer(PURCHASES), CustomerRow::decode);
    assertReads("customer-stub-2.hex", stub(1), CustomerRow::decode);
  }

  private static Memberships memberships() {
    return Memberships.NONE
        .moved(new RfmMove(SECOND, Optional.of(RfmSegment.LOST)))
        .with(1, FIRST)
        .byHand(3, 17, true, SECOND)
        .byHand(300, 18, false, SECOND);
  }

  @Test
  void customers_of_version_3_are_still_read() {
    assertReads("customer-3.hex", customer(PURCHASES, memberships()), CustomerRow::decode);
    assertReads("customer-stub-3.hex", stub(1), CustomerRow::decode);
  }

  /** Their row had all purchases: all but the newest are to be stored in pages. */
  @Test
  void customers_of_version_3_with_many_purchases_get_pages() {
    Purchases purchases = CustomerRow.decode(row("customer-many-3.hex")).purchases();
    Map<Long, byte[]> pages = new HashMap<>();
    PurchaseRows.eachNewPage(purchases, pages::put);

    assertEquals(1, pages.size());
    assertEquals(40, purchases.count());
    assertEquals(new Money(40 * 100 + 39 * 40 / 2), purchases.spent());
    assertEquals(Optional.of(FIRST), purchases.first());
    assertEquals(Optional.of(FIRST.plusSeconds(39 * 3_600)), purchases.last());
    assertEquals(new Money(117), purchases.net(17));
  }

  @Test
  void customers_of_version_4() {
    assertGolden(
        "customer-4.hex",
        customer(PURCHASES, memberships()),
        CustomerRow::encode,
        CustomerRow::decode);
    assertGolden("customer-stub-4.hex", stub(1), CustomerRow::encode, CustomerRow::decode);
  }

  /** Only who came after an erasure has a life of another number than the first. */
  @Test
  void customers_of_version_5() {
    CustomerState first = customer(PURCHASES, memberships());
    long life = new Erasure(first.erasedAt().orElseThrow(), 1, 1).life();

    assertGolden("customer-5.hex", first.withLife(life), CustomerRow::encode, CustomerRow::decode);
    assertEquals(life, CustomerRow.peekLife(row("customer-5.hex")));
    assertEquals(0, CustomerRow.peekLife(row("customer-4.hex")));
    assertEquals(0, CustomerRow.peekLife(row("customer-1.hex")));
  }

  /** Only who has a field that came to the catalogue after the first release. */
  @Test
  void customers_of_version_6() {
    CustomerState first = customer(PURCHASES, memberships());
    Profile spoken = profile().edit().text(ProfileField.LANGUAGE, Optional.of("uk-UA")).build();
    CustomerState customer = first.withProfile(spoken, first.version(), first.sequence());
    long life = new Erasure(first.erasedAt().orElseThrow(), 1, 1).life();

    assertGolden("customer-6.hex", customer, CustomerRow::encode, CustomerRow::decode);
    assertGolden(
        "customer-life-6.hex", customer.withLife(life), CustomerRow::encode, CustomerRow::decode);
    assertEquals(life, CustomerRow.peekLife(row("customer-life-6.hex")));
    assertEquals(0, CustomerRow.peekLife(row("customer-6.hex")));
  }

  /** Field 127 is of no release yet. */
  @Test
  void a_field_of_a_later_release_is_passed_over() {
    assertReads("customer-later-6.hex", customer(PURCHASES, memberships()), CustomerRow::decode);
    assertReads(
        "activity-later-1.hex",
        new Activity.Revised(
            6,
            3,
            new Revision(
                Origin.API,
                Optional.empty(),
                SECOND,
                false,
                List.of(ProfileField.PHONE),
                List.of())),
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
  }

  @Test
  void purchases_in_pages_of_version_1() {
    Purchases purchases = Purchases.NONE;
    for (int i = 0; i < 5_000; i++) {
      purchases = purchases.with(FIRST.plusSeconds(3_600L * i), new Money(i));
    }
    Map<Long, byte[]> pages = new HashMap<>();
    PurchaseRows.eachNewPage(purchases, pages::put);
    CustomerState customer = customer(purchases, memberships());

    assertGolden(
        "customer-paged-4.hex",
        customer,
        CustomerRow::encode,
        row -> CustomerRow.decode(row, id -> Optional.ofNullable(pages.get(id))));
    assertEquals(hex(row("purchases-leaf-1.hex")), hex(pages.get(Collections.min(pages.keySet()))));
    assertEquals(hex(row("purchases-root-1.hex")), hex(pages.get(Collections.max(pages.keySet()))));
  }

  @Test
  void the_front_of_a_customer_is_read_alike_in_all_versions() {
    for (String file :
        List.of(
            "customer-1.hex",
            "customer-2.hex",
            "customer-3.hex",
            "customer-4.hex",
            "customer-5.hex",
            "customer-6.hex",
            "customer-life-6.hex")) {
      assertEquals(new Money(123450), CustomerRow.peekSpent(row(file)), file);
      assertEquals(4, CustomerRow.peekMonetary(row(file)), file);
    }
    for (String file :
        List.of(
            "customer-stub-1.hex",
            "customer-stub-2.hex",
            "customer-stub-3.hex",
            "customer-stub-4.hex")) {
      assertEquals(Money.ZERO, CustomerRow.peekSpent(row(file)), file);
      assertEquals(0, CustomerRow.peekMonetary(row(file)), file);
    }
  }

  private static OrderState order() {
    return new OrderState(
        "o-1",
        Optional.of(
            new OrderState.Created(
                "e-1",
                FIRST,
                new Money(123450),
                List.of(
                    new OrderItem(
                        "TEA", Optional.of("Чай"), 3, Optional.of(new BigDecimal("89.90"))),
                    new OrderItem("CUP", Optional.empty(), 1, Optional.empty())))),
        Optional.of(new OrderState.Completed("e-2", SECOND, Optional.of(new Money(1)))),
        Optional.of(new OrderState.Cancelled("e-3", SECOND, Optional.of("late"))),
        List.of(refund("r-1")));
  }

  private static OrderState.Refund refund(String id) {
    return new OrderState.Refund("e-4", SECOND, id, new Money(8990));
  }

  @Test
  void orders_of_version_1_are_still_read() {
    assertReads("order-1.hex", order(), row -> OrderRow.decode("o-1", row));
    assertReads("order-empty-1.hex", OrderState.unknown("o-2"), row -> OrderRow.decode("o-2", row));
  }

  /** Their row had all refunds: all but the first few are to be stored beside it. */
  @Test
  void orders_of_version_1_with_many_refunds_are_divided() {
    OrderState order = OrderRow.decode("o-1", row("order-refunds-1.hex"));

    assertEquals(20, order.refunds().size());
    assertEquals(12, order.refundsBeside().size());
    assertEquals(8, order.inRow().refunds().size());
    assertEquals(12, order.inRow().further().count());
    assertEquals(order.refunded(), order.inRow().refunded());
    assertEquals(order, order.inRow().withAll(order.refundsBeside()));
  }

  /** Rows of earlier releases may be larger than rows may be now: an item is for display. */
  @Test
  void of_an_earlier_order_too_large_for_a_row_the_first_items_stay() {
    RowWriter out = new RowWriter();
    out.fixed8(1).fixed8(1).text("e-1").instant(FIRST).unsigned(1);
    out.unsigned(9_000);
    for (int i = 0; i < 9_000; i++) {
      out.text("k").optionalText(Optional.of("n".repeat(60))).unsigned(1);
      out.optionalText(Optional.empty());
    }
    // Neither completed, cancelled nor refunded.
    byte[] earlier = out.fixed8(0).fixed8(0).fixed8(0).toBytes();

    OrderState kept = OrderRow.decode("o-1", earlier);

    assertEquals(605, kept.created().orElseThrow().items().size());
    assertEquals(new Money(1), kept.amount());
  }

  private static final OrderState.FurtherRefunds MORE =
      new OrderState.FurtherRefunds(300, new Money(70_000));

  @Test
  void orders_of_version_2_are_still_read() {
    OrderState more = order().withRefunds(order().refunds(), MORE);
    assertReads("order-2.hex", more, row -> OrderRow.decode("o-1", row));
    assertReads("order-empty-2.hex", OrderState.unknown("o-2"), row -> OrderRow.decode("o-2", row));
  }

  @Test
  void orders_of_version_3() {
    OrderState.Created created = order().created().orElseThrow();
    OutdoneSteps outdone =
        OutdoneSteps.NONE
            .with(new OrderState.Created("e-0", FIRST, new Money(123), List.of()))
            .with(new OrderState.Completed("e-0c", FIRST, Optional.of(new Money(500))))
            .with(new OrderState.Completed("e-0d", FIRST, Optional.empty()))
            .with(new OrderState.Cancelled("e-0x", FIRST, Optional.of("not kept")))
            .with(refund("r-0"));
    OrderState all =
        order()
            .with(
                new OrderState.Created(
                    created.eventId(),
                    created.time(),
                    created.total(),
                    created.items(),
                    Optional.of(FIRST)))
            .withRefunds(order().refunds(), MORE)
            .with(outdone);
    assertGolden("order-3.hex", all, OrderRow::encode, row -> OrderRow.decode("o-1", row));
    OrderState unknown = OrderState.unknown("o-2");
    assertGolden(
        "order-empty-3.hex", unknown, OrderRow::encode, row -> OrderRow.decode("o-2", row));
    assertGolden("refund-2.hex", refund("r-1"), OrderRow::encode, OrderRow::decodeRefund);
  }

  @Test
  void activities_of_version_1() {
    assertGolden(
        "activity-segment-1.hex",
        new Activity.Changed(
            new SegmentChanged(
                CUSTOMER, 1, Optional.empty(), Optional.of(LOYAL), Cause.THRESHOLDS, SECOND)),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
    assertGolden(
        "activity-tier-1.hex",
        new Activity.Changed(
            new TierChanged(
                CUSTOMER, 300, new TierMove("silver", "bronze", false), -5, Cause.ORDER, FIRST)),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
    assertGolden(
        "activity-membership-1.hex",
        new Activity.Changed(
            new MembershipChanged(CUSTOMER, 301, "vip", "VIP ☆", true, Cause.DEFINITION, SECOND)),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
    assertGolden(
        "activity-revised-1.hex",
        new Activity.Revised(
            6,
            3,
            new Revision(
                Origin.EVENT,
                Optional.of("user.registered:c-1"),
                SECOND,
                true,
                List.of(ProfileField.EMAIL, ProfileField.EMAIL_OPT_IN, ProfileField.PUSH_OPT_IN),
                List.of(
                    new ConsentChange(Channel.EMAIL, Optional.of(true)),
                    new ConsentChange(Channel.PUSH, Optional.empty())))),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
    assertGolden(
        "activity-language-1.hex",
        new Activity.Revised(
            7,
            4,
            new Revision(
                Origin.API,
                Optional.empty(),
                SECOND,
                false,
                List.of(ProfileField.GENDER, ProfileField.LANGUAGE, ProfileField.SOURCE),
                List.of())),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
    assertGolden(
        "activity-registered-1.hex",
        new Activity.Registered(FIRST, 5, "user.registered:c-1", 2),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row).getFirst());
  }

  @Test
  void entries_of_version_1() {
    LoyaltyEntry entry =
        new LoyaltyEntry(
            CUSTOMER,
            "l-1",
            LoyaltyEntry.Type.REDEEM,
            -300,
            Optional.of("Знижка на чай 🍵"),
            SECOND);
    assertGolden(
        "entry-1.hex", entry, EntryRow::encode, row -> EntryRow.decode(CUSTOMER, "l-1", row));
  }

  @Test
  void erasures_of_version_1() {
    assertGolden(
        "erasure-1.hex", new Erasure(SECOND, 300, 4), ErasureRow::encode, ErasureRow::decode);
  }

  @Test
  void migrations_of_version_1() {
    DayMigrations day =
        DayMigrations.NONE
            .with(
                new Migration(Optional.empty(), Optional.of(RfmSegment.CHAMPIONS), Cause.ORDER), 1)
            .with(
                new Migration(Optional.of(RfmSegment.LOST), Optional.empty(), Cause.THRESHOLDS),
                300);
    assertGolden("migrations-1.hex", day, MigrationsRow::encode, MigrationsRow::decode);
    assertGolden(
        "migrations-none-1.hex", DayMigrations.NONE, MigrationsRow::encode, MigrationsRow::decode);
  }

  @Test
  void walks_and_the_earlier_ones_without_segments_or_predictions() {
    Sweep under =
        Sweep.start("t-1", new Sweep.Goal(7, 12, "1780315200000000@Z"), 11, true, true)
            .at("t-1/c-1");
    Sweep done = Sweep.done(new Sweep.Goal(7, 12, "none"));

    assertGolden("sweep-under.hex", under, SweepRow::encode, SweepRow::decode);
    assertGolden("sweep-done.hex", done, SweepRow::encode, SweepRow::decode);
    assertReads(
        "sweep-first.hex",
        new Sweep(new Sweep.Goal(7, 0, "none"), 0, false, false, "t-1/c-1"),
        SweepRow::decode);
    assertReads(
        "sweep-segments.hex",
        new Sweep(new Sweep.Goal(7, 12, "none"), 11, false, false, "t-1/c-1"),
        SweepRow::decode);
  }

  @Test
  void until_when_an_order_is_kept_aside() {
    assertGolden("until.hex", SECOND.toEpochMilli(), UntilRow::encode, UntilRow::decode);
  }

  /** Of the newest version: what is written now is what stands there, to the bit. */
  private static <T> void assertGolden(
      String file, T expected, Function<T, byte[]> encode, Function<byte[], T> decode) {
    assertEquals(hex(row(file)), hex(encode.apply(expected)), file);
    assertReads(file, expected, decode);
  }

  /** Of a version that is no longer written. */
  private static <T> void assertReads(String file, T expected, Function<byte[], T> decode) {
    assertEquals(expected, decode.apply(row(file)), file);
  }

  private static String hex(byte[] row) {
    return HexFormat.of().formatHex(row);
  }

  private static byte[] row(String file) {
    try (InputStream in = GoldenRowsTest.class.getResourceAsStream("/rows/" + file)) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }
}
