package shop.crm.standalone.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/** Exports with the columns that shops write, and the events that they are. */
class ShopFormatTest {

  private final List<String> told = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "shopify, shopify",
    "woocommerce, woocommerce",
    "woocommerce, woocommerce-advanced",
    "magento, magento"
  })
  void an_export_is_read_by_the_name_of_its_shop(
      String format, String file, @TempDir Path directory) throws Exception {
    Path export = directory.resolve("orders.csv");
    Files.write(export, resource(file + ".csv"));
    List<InboundEvent> published = new ArrayList<>();
    HistoryImport history = history(export, ShopFormat.of(Optional.of(format), Map.of()));
    history.check();
    history.publish(Shift.NONE, published::add);
    assertEquals(
        new String(resource(file + ".expected")),
        published.stream().map(ShopFormatTest::line).collect(Collectors.joining()));
    assertEquals(0, history.mistakes(), told.toString());
  }

  @Test
  void a_column_may_be_named(@TempDir Path directory) throws Exception {
    Path table =
        Files.writeString(
            directory.resolve("orders.csv"),
            "order_id\tWho\tordered_at\tTotal Price\n1\tann\t2024-01-01\t€ 12,50\n");
    List<InboundEvent> published = new ArrayList<>();
    ShopFormat format =
        ShopFormat.of(Optional.empty(), Map.of("total", "Total Price", "customer_id", "who"));
    history(table, format).publish(Shift.NONE, published::add);
    assertEquals("created 1 ann 2024-01-01T00:00:00Z 12.50 []\n", line(published.getFirst()));
  }

  @Test
  void an_unknown_format_or_field_is_told_with_those_that_there_are() {
    assertEquals(
        "--format is one of magento, shopify, woocommerce", refusal(Optional.of("etsy"), Map.of()));
    assertEquals(
        true,
        refusal(Optional.empty(), Map.of("totl", "Total")).startsWith("--map: 'totl' is none of"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "54.0000|54.00",
        "1,054.50|1054.50",
        "1.054,50|1054.50",
        "12,5|12.5",
        "1 054,50 грн.|1054.50",
        "$1'054.50|1054.50",
        "1,054|1054",
        "1.054|1.054",
        "-5.00|-5.00",
        "(5.00)|(5.00)",
        "-$5|-$5",
        "free|free",
      })
  void amounts_are_read_as_tables_have_them_and_signs_are_left(String written, String plain) {
    assertEquals(plain, Amounts.plain(written));
  }

  private static String refusal(Optional<String> format, Map<String, String> map) {
    return assertThrows(IllegalArgumentException.class, () -> ShopFormat.of(format, map))
        .getMessage();
  }

  private HistoryImport history(Path file, ShopFormat format) {
    ImportProgress unseen =
        new ImportProgress() {
          @Override
          public void at(String step, long done, long total) {}

          @Override
          public void done() {}
        };
    return new HistoryImport(
        List.of(file),
        new HistoryImport.History("default", "UAH", ZoneOffset.UTC, format),
        Clock.systemUTC(),
        unseen,
        told::add);
  }

  private static String line(InboundEvent event) {
    return switch (event) {
          case OrderCreated created ->
              "created %s %s %s %s %s"
                  .formatted(
                      created.orderId(),
                      created.head().customer().customer(),
                      created.head().time(),
                      created.total(),
                      created.items().stream()
                          .map(
                              it ->
                                  it.sku().or(it::name).orElseThrow()
                                      + " x"
                                      + it.quantity()
                                      + " "
                                      + it.unitPrice().orElseThrow())
                          .toList());
          case OrderCompleted completed -> "completed " + completed.orderId();
          case OrderCancelled cancelled ->
              "cancelled " + cancelled.orderId() + " " + cancelled.head().time();
          case OrderRefunded refunded -> "refunded " + refunded.orderId() + " " + refunded.amount();
          case UserRegistered _ -> "registered";
        }
        + "\n";
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = ShopFormatTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
