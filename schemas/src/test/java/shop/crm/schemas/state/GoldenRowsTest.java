package shop.crm.schemas.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Money;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.Scores;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.ChangeEvent.SegmentChanged;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.event.ChangeEvent.TierChanged;
import shop.crm.schemas.event.OrderItem;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;

/**
 * Rows as releases have stored them. A file here is never changed: a new form of a row gets a new
 * version, a new file, and a decoder beside the old one.
 */
class GoldenRowsTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant FIRST = Instant.parse("2025-06-01T08:30:00Z");
  private static final Instant SECOND = Instant.parse("2026-01-31T10:15:00.250001Z");
  private static final Standing LOYAL =
      new Standing(new Scores(3, 2, 4), RfmSegment.LOYAL_CUSTOMERS);

  static CustomerState customer(Purchases purchases) {
    return new CustomerState(
        FIRST,
        SECOND,
        3,
        profile(),
        purchases,
        new Loyalty(-200, 0, 1434, "silver"),
        Optional.of(LOYAL),
        2,
        7,
        Optional.empty(),
        Optional.of(Instant.parse("2026-03-02T10:15:00.250001Z")));
  }

  private static Profile profile() {
    Optional<String> none = Optional.empty();
    return new Profile(
        Optional.of("anna@example.org"),
        none,
        Optional.of("Анна"),
        Optional.of("🍵"),
        Optional.of(LocalDate.of(1969, 5, 17)),
        none,
        List.of(
            new Address(
                none,
                Address.Type.BILLING,
                Optional.of("Хрещатик 1"),
                none,
                Optional.of("Київ"),
                none,
                Optional.of("01001"),
                Optional.of("UA"),
                true)),
        List.of("vip", ""),
        Optional.of("web"),
        Optional.of(true),
        Optional.of(false),
        Optional.empty());
  }

  @Test
  void customers_of_version_1() {
    Purchases purchases = Purchases.NONE.with(FIRST, new Money(123450)).with(SECOND, Money.ZERO);
    assertGolden("customer-1.hex", customer(purchases), CustomerRow::encode, CustomerRow::decode);
    CustomerState stub =
        new CustomerState(
            FIRST,
            FIRST,
            1,
            Profile.STUB,
            Purchases.NONE,
            Loyalty.none("bronze"),
            Optional.empty(),
            0,
            -1,
            Optional.empty(),
            Optional.empty());
    assertGolden("customer-stub-1.hex", stub, CustomerRow::encode, CustomerRow::decode);
  }

  @Test
  void orders_of_version_1() {
    OrderState order =
        new OrderState(
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
            List.of(new OrderState.Refund("e-4", SECOND, "r-1", new Money(8990))));
    assertGolden("order-1.hex", order, OrderRow::encode, row -> OrderRow.decode("o-1", row));
    OrderState unknown = OrderState.unknown("o-2");
    assertGolden(
        "order-empty-1.hex", unknown, OrderRow::encode, row -> OrderRow.decode("o-2", row));
  }

  @Test
  void activities_of_version_1() {
    assertGolden(
        "activity-segment-1.hex",
        new Activity.Changed(
            new SegmentChanged(
                CUSTOMER, 1, Optional.empty(), Optional.of(LOYAL), Cause.THRESHOLDS, SECOND)),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row));
    assertGolden(
        "activity-tier-1.hex",
        new Activity.Changed(
            new TierChanged(CUSTOMER, 300, "silver", "bronze", -5, false, Cause.ORDER, FIRST)),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row));
    assertGolden(
        "activity-registered-1.hex",
        new Activity.Registered(FIRST, 5, "user.registered:c-1", 2),
        ActivityRow::encode,
        row -> ActivityRow.decode(CUSTOMER, row));
  }

  /** Version 1 is the newest of each kind: what is written now is what stands there, to the bit. */
  private static <T> void assertGolden(
      String file, T expected, Function<T, byte[]> encode, Function<byte[], T> decode) {
    assertEquals(hex(row(file)), hex(encode.apply(expected)), file);
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
