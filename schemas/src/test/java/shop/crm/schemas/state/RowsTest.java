package shop.crm.schemas.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Samples;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.purchase.Purchases;

@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class RowsTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");

  private static final Activity REGISTERED =
      new Activity.Registered(Instant.EPOCH, 0, "user.registered:ann", 1);

  @Property
  void a_customer_is_read_back_equal(@ForAll CustomerState state) {
    assertReadBack(state);
  }

  private static void assertReadBack(CustomerState state) {
    Map<Long, byte[]> pages = new HashMap<>();
    PurchaseRows.eachNewPage(state.purchases(), pages::put);
    assertEquals(
        state,
        CustomerRow.decode(CustomerRow.encode(state), id -> Optional.ofNullable(pages.get(id))));
  }

  @Property
  void a_peek_sees_what_decoding_sees(@ForAll CustomerState state) {
    byte[] row = CustomerRow.encode(state);
    assertEquals(state.purchases().spent(), CustomerRow.peekSpent(row));
    assertEquals(
        state.standing().map(Standing::scores).map(Scores::monetary).orElse(0),
        CustomerRow.peekMonetary(row));
  }

  @Property
  void an_order_is_read_back_equal(@ForAll OrderState order) {
    assertEquals(order, OrderRow.decode(order.orderId(), OrderRow.encode(order)));
  }

  @Property
  void an_activity_is_read_back_equal(@ForAll Activity activity) {
    CustomerKey customer =
        switch (activity) {
          case Activity.Changed changed -> changed.change().customer();
          case Activity.Registered _, Activity.Revised _ -> CUSTOMER;
        };
    assertEquals(List.of(activity), ActivityRow.decode(customer, ActivityRow.encode(activity)));
  }

  @Test
  void moves_between_segments_at_once_share_a_row_and_are_read_back_newest_first() {
    Activity first = move(1, Cause.MANUAL);
    Activity second = move(2, Cause.ORDER);
    Activity third = move(3, Cause.ORDER);
    Activity later = move(5, Cause.ORDER);
    List<List<Activity>> rows =
        ActivityRow.together(List.of(REGISTERED, first, second, third, later));
    assertEquals(
        List.of(List.of(REGISTERED), List.of(first), List.of(second, third), List.of(later)), rows);
    assertEquals(
        List.of(third, second), ActivityRow.decode(CUSTOMER, ActivityRow.encode(rows.get(2))));
    assertCutIsDamaged(ActivityRow.encode(rows.get(2)), row -> ActivityRow.decode(CUSTOMER, row));
    assertEquals(List.of(), ActivityRow.together(List.of()));
  }

  private static Activity move(long sequence, Cause cause) {
    boolean entered = sequence % 2 == 0;
    return new Activity.Changed(
        new MembershipChanged(
            CUSTOMER, sequence, "s" + sequence, "Segment", entered, cause, Instant.EPOCH));
  }

  @Property
  void an_entry_of_the_ledger_is_read_back_equal(@ForAll LoyaltyEntry entry) {
    assertEquals(entry, EntryRow.decode(entry.customer(), entry.id(), EntryRow.encode(entry)));
  }

  @Property
  void what_remains_of_an_erased_customer_is_read_back_equal(@ForAll Erasure erasure) {
    assertEquals(erasure, ErasureRow.decode(ErasureRow.encode(erasure)));
  }

  @Test
  void what_remains_of_an_erased_customer_has_the_resolution_of_every_stored_time() {
    Erasure erasure = new Erasure(Instant.parse("2026-02-01T10:00:00.123456789Z"), 1, 0);
    assertEquals(Instant.parse("2026-02-01T10:00:00.123456Z"), erasure.at());
  }

  @Test
  void a_customer_of_ten_thousand_orders_is_read_back_equal() {
    long[] times = new long[10_000];
    long[] nets = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = 1_700_000_000_000_000L + i * 3_600_000_001L;
      nets[i] = i % 7 == 0 ? 0 : Money.MAX_ACCEPTED.minor();
    }
    CustomerState state = GoldenRowsTest.customer(Purchases.sorted(times, nets, 0));
    assertReadBack(state);
    assertTrue(CustomerRow.encode(state).length < 1_000, "the row has the newest only");
    PurchaseRows.eachNewPage(
        state.purchases(), (id, page) -> assertTrue(page.length < 4_096, "pages are small"));
  }

  @Property(tries = 100)
  void a_row_that_ends_too_early_or_too_late_is_damaged(
      @ForAll CustomerState state,
      @ForAll OrderState order,
      @ForAll Activity activity,
      @ForAll LoyaltyEntry entry,
      @ForAll Erasure erasure) {
    assertCutIsDamaged(CustomerRow.encode(state), CustomerRow::decode);
    assertCutIsDamaged(OrderRow.encode(order), row -> OrderRow.decode("o-1", row));
    assertCutIsDamaged(ActivityRow.encode(activity), row -> ActivityRow.decode(CUSTOMER, row));
    assertCutIsDamaged(EntryRow.encode(entry), row -> EntryRow.decode(CUSTOMER, "l-1", row));
    assertCutIsDamaged(ErasureRow.encode(erasure), ErasureRow::decode);
  }

  private static void assertCutIsDamaged(byte[] row, Function<byte[], ?> decode) {
    for (int length = 0; length < row.length; length++) {
      byte[] cut = Arrays.copyOf(row, length);
      assertThrows(IllegalArgumentException.class, () -> decode.apply(cut));
    }
    byte[] longer = Arrays.copyOf(row, row.length + 1);
    assertThrows(IllegalArgumentException.class, () -> decode.apply(longer));
  }

  @Property(tries = 2000)
  void a_row_with_a_wrong_byte_is_another_value_or_damaged_and_nothing_wilder(
      @ForAll CustomerState state,
      @ForAll OrderState order,
      @ForAll Activity activity,
      @ForAll LoyaltyEntry entry,
      @ForAll Erasure erasure,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int place,
      @ForAll byte value) {
    assertTame(CustomerRow.encode(state), CustomerRow::decode, place, value);
    assertTame(OrderRow.encode(order), row -> OrderRow.decode("o-1", row), place, value);
    assertTame(
        ActivityRow.encode(activity), row -> ActivityRow.decode(CUSTOMER, row), place, value);
    assertTame(EntryRow.encode(entry), row -> EntryRow.decode(CUSTOMER, "l-1", row), place, value);
    assertTame(ErasureRow.encode(erasure), ErasureRow::decode, place, value);
  }

  private static void assertTame(byte[] row, Function<byte[], ?> decode, int place, byte value) {
    row[place % row.length] = value;
    try {
      decode.apply(row);
    } catch (IllegalArgumentException damaged) {
      // As it should: anything else fails the property.
      return;
    }
  }

  @Test
  void a_row_of_a_later_version_is_refused_by_its_number() {
    byte[] row = {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertRefused(3, row, bytes -> OrderRow.decode("o-1", bytes));
    assertRefused(1, row, bytes -> ActivityRow.decode(CUSTOMER, bytes));
    assertRefused(1, row, bytes -> EntryRow.decode(CUSTOMER, "l-1", bytes));
    assertRefused(1, row, ErasureRow::decode);
    assertRefused(6, row, CustomerRow::decode);
    assertThrows(IllegalArgumentException.class, () -> CustomerRow.peekMonetary(row));
    assertThrows(IllegalArgumentException.class, () -> CustomerRow.peekSpent(row));
    assertThrows(IllegalArgumentException.class, () -> CustomerRow.peekLife(row));
    assertThrows(IllegalArgumentException.class, () -> CustomerRow.peekSpent(new byte[] {1}));
    byte[] tooShort = {5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThrows(IllegalArgumentException.class, () -> CustomerRow.peekLife(tooShort));
  }

  private static void assertRefused(int newest, byte[] row, Function<byte[], ?> decode) {
    assertEquals(
        "row of version 9, this release reads " + newest,
        assertThrows(IllegalArgumentException.class, () -> decode.apply(row)).getMessage());
  }
}
