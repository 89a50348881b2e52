package shop.crm.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Money;

/** Ids, keys, money, and the order of keys in stores. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class LanguageTest {

  @Property
  void an_amount_is_read_back_from_its_text(@ForAll Money amount) {
    assertEquals(amount, Money.parse(amount.toString()));
    assertEquals(amount, Money.of(new BigDecimal(amount.toString())));
  }

  @Property
  void any_amount_is_written_as_a_decimal_with_two_places(@ForAll long minor) {
    assertEquals(BigDecimal.valueOf(minor, 2).toPlainString(), new Money(minor).toString());
  }

  @Property
  void a_share_is_rounded_half_up(
      @ForAll @LongRange(min = 0) long minor, @ForAll @LongRange(min = 1) long count) {
    BigDecimal share =
        BigDecimal.valueOf(minor).divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP);
    assertEquals(new Money(share.longValueExact()), new Money(minor).dividedBy(count));
  }

  @Test
  void amounts_add_up_exactly_or_not_at_all() {
    assertEquals(new Money(30), new Money(10).plus(new Money(20)));
    assertEquals(new Money(10), new Money(30).minusToZero(new Money(20)));
    assertEquals(Money.ZERO, new Money(20).minusToZero(new Money(30)));
    assertEquals(Money.ZERO, new Money(20).dividedBy(0));
    assertEquals(new Money(-150), Money.of(new BigDecimal("-1.5")));
    assertThrows(ArithmeticException.class, () -> new Money(Long.MAX_VALUE).plus(new Money(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.234", "1e2147483647", "1e-2147483647", "1e17"})
  void what_does_not_fit_is_no_amount(String number) {
    assertThrows(ArithmeticException.class, () -> Money.of(new BigDecimal(number)));
  }

  @Property
  void a_key_is_read_back_from_its_text(@ForAll CustomerKey key) {
    assertEquals(key, CustomerKey.parse(key.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "t", "t/", "/c", "t/c/d", "t c/d", "t/ü"})
  void anything_else_is_no_key(String text) {
    assertThrows(IllegalArgumentException.class, () -> CustomerKey.parse(text));
  }

  @Test
  void ids_have_1_to_128_of_the_allowed_characters() {
    for (char c = 0; c < 0x3000; c++) {
      boolean allowed = "._:@+-".indexOf(c) >= 0 || (c < 128 && Character.isLetterOrDigit(c));
      assertEquals(allowed, Ids.isValid(String.valueOf(c)), "character " + (int) c);
    }
    assertFalse(Ids.isValid(""));
    assertTrue(Ids.isValid("x".repeat(128)));
    assertFalse(Ids.isValid("x".repeat(129)));
  }

  @Property
  void activities_sort_newest_first_and_later_sequence_first(
      @ForAll CustomerKey customer,
      @ForAll @LongRange(min = 0) long micros,
      @ForAll @LongRange(min = 0) long other,
      @ForAll @LongRange(min = 0) long sequence,
      @ForAll @LongRange(min = 0) long next) {
    String key = customer.toString();
    String first = StoreNames.activityKey(key, micros, sequence);
    String second = StoreNames.activityKey(key, other, next);
    int newest = Long.compare(other, micros);
    assertEquals(
        newest != 0 ? newest : Long.compare(next, sequence),
        Integer.signum(first.compareTo(second)));
    assertTrue(first.startsWith(StoreNames.activityPrefix(key)));
  }

  @Property
  void due_customers_sort_by_time(
      @ForAll CustomerKey first,
      @ForAll CustomerKey second,
      @ForAll @LongRange(min = 0) long millis,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long other) {
    String one = StoreNames.dueKey(millis, first.toString());
    String two = StoreNames.dueKey(other, second.toString());
    if (millis != other) {
      assertEquals(Long.compare(millis, other), Integer.signum(one.compareTo(two)));
    }
    assertTrue(two.compareTo(StoreNames.dueFrom(other)) > 0);
    assertTrue(two.compareTo(StoreNames.dueFrom(other + 1)) < 0);
  }

  @Property
  void the_end_of_a_prefix_is_above_its_keys_and_below_all_others(
      @ForAll CustomerKey customer, @ForAll CustomerKey other) {
    String prefix = customer.tenant() + CustomerKey.SEPARATOR;
    String end = StoreNames.endOf(prefix);
    assertTrue(customer.toString().compareTo(end) < 0);
    boolean within = other.toString().compareTo(prefix) >= 0 && other.toString().compareTo(end) < 0;
    assertEquals(other.tenant().equals(customer.tenant()), within);
  }

  @ParameterizedTest
  @CsvSource({"t/c/o/, t/c/o0", "t/c/a/, t/c/a0", "t/, t0"})
  void an_end_is_the_next_text_of_that_length(String prefix, String end) {
    assertEquals(end, StoreNames.endOf(prefix));
  }

  @Test
  void keys_of_one_customer_stand_together() {
    assertEquals("t/c/o/o-1", StoreNames.orderKey("t/c", "o-1"));
    assertEquals("t/c/o/", StoreNames.orderPrefix("t/c"));
    assertEquals("t/c/l/l-1", StoreNames.entryKey("t/c", "l-1"));
    assertEquals("t/c/l/", StoreNames.entryPrefix("t/c"));
    assertEquals("t/c/", StoreNames.historyPrefix("t/c"));
    assertEquals("erased/t/c", StoreNames.erasedKey("t/c"));
    assertEquals("due/00000000000003e8/t/c", StoreNames.dueKey(1000, "t/c"));
    assertEquals("sweep/t", StoreNames.sweepKey("t"));
    assertEquals("t/c/a/7ffffffffffffffe7ffffffffffffffd", StoreNames.activityKey("t/c", 1, 2));
  }
}
