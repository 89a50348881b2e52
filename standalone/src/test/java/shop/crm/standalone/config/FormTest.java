package shop.crm.standalone.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  @ParameterizedTest
  @CsvSource({"100ms,PT0.1S", "30s,PT30S", "5m,PT5M", "24h,PT24H", "7d,PT168H", "PT12H,PT12H"})
  void a_time_is_a_number_with_its_unit_or_iso_8601(String text, Duration expected) {
    assertEquals(expected, Form.duration("1ms", "365d").reader().apply(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"24", "h", "-5s", "1.5h", "1w", "24 h", "PT-1H", "9ms", "11s"})
  void a_time_without_a_unit_or_out_of_range_is_wrong(String text) {
    assertWrong(Form.duration("10ms", "10s"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "11", "", "ten", "1e1", "99999999999"})
  void a_whole_number_out_of_range_is_wrong(String text) {
    assertWrong(Form.wholeNumber(1, 10), text);
  }

  @Test
  void a_number_is_exact() {
    Form<BigDecimal> form = Form.decimal(BigDecimal.ZERO, BigDecimal.TEN);

    assertEquals(new BigDecimal("0.05"), form.reader().apply("0.05"));
    assertWrong(form, "-1");
    assertWrong(form, "1e1");
    assertWrong(form, "10.01");
  }

  @Test
  void thresholds_ascend_from_zero() {
    Form<List<Long>> form = Form.ascendingFromZero();

    assertEquals(List.of(0L, 1000L, 5000L), form.reader().apply("0, 1000 ,5000"));
    assertWrong(form, "1,2");
    assertWrong(form, "0,2,2");
    assertWrong(form, "0,,2");
    assertWrong(form, "0,x");
  }

  @Test
  void names_differ() {
    Form<List<String>> form = Form.names();

    assertEquals(List.of("срібло", "gold-plus"), form.reader().apply("срібло , gold-plus"));
    assertWrong(form, "gold,gold");
    assertWrong(form, "gold,");
    assertWrong(form, "two words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9092", "[::1]:9092", "SASL_SSL://b-1.kafka:9096,b-2.kafka:1"})
  void brokers_are_hosts_with_ports(String text) {
    assertEquals(text, Form.bootstrapServers().reader().apply(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:", "a:1,,b:2", "a:0", "a:65536", "a b:1"})
  void brokers_without_a_port_are_wrong(String text) {
    assertWrong(Form.bootstrapServers(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://h", "amqp:h", "amqp://", "amqp://h:0", "amqp://h:99999", "h:5672"})
  void an_address_of_another_kind_is_wrong(String text) {
    assertWrong(Form.amqp(), text);
  }

  @Test
  void a_database_is_named() {
    assertEquals(
        URI.create("postgresql://db/shop_crm"),
        Form.postgres().reader().apply("postgresql://db/shop_crm"));
    assertWrong(Form.postgres(), "postgres://db");
    assertWrong(Form.postgres(), "postgres://db/");
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://user:secret@host:5672/v, amqp://user:***@host:5672/v",
    "amqp://host:5672, amqp://host:5672",
    "amqp://se:cr:et@x@host, amqp://se:***@host",
    "secret@host, ***:***@host",
    "postgres://host/db?user=u&password=secret, postgres://host/db",
  })
  void a_password_is_hidden_whatever_the_text_looks_like(String text, String shown) {
    assertEquals(shown, Secrets.hide(text));
  }

  private static void assertWrong(Form<?> form, String text) {
    assertThrows(IllegalArgumentException.class, () -> form.reader().apply(text));
  }
}
