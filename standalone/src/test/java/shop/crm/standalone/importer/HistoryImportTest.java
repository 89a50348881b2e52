package shop.crm.standalone.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;

class HistoryImportTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
  private static final String FIRST = order("o1", "anna", "2011-01-01T00:00:00Z", "10.00");
  private static final String SECOND = order("o2", "bohdan", "2011-12-09T12:50:00Z", "5.50");
  private static final String REFUND =
      "{\"refund_id\":\"r1\",\"order_id\":\"o1\",\"customer_id\":\"anna\","
          + "\"refunded_at\":\"2011-02-01T00:00:00Z\",\"amount\":\"2.50\"}";

  @TempDir private Path directory;

  private final List<String> told = new ArrayList<>();
  private final List<InboundEvent> published = new ArrayList<>();

  @Test
  void orders_and_refunds_are_counted_over_all_files() throws IOException {
    HistoryImport history = history(file("a", FIRST, REFUND), gzip("b", SECOND));
    assertEquals(
        new Census.Count(
            new Census.Orders(
                2,
                0,
                0,
                Optional.of(Instant.parse("2011-01-01T00:00:00Z")),
                Optional.of(Instant.parse("2011-12-09T12:50:00Z"))),
            1,
            2,
            true,
            new Money(1_550),
            new Money(250)),
        history.check());
    assertEquals(List.of(), told);
  }

  @Test
  void all_times_are_moved_alike_so_that_the_last_order_is_now() throws Exception {
    HistoryImport history = history(gzip("a", FIRST, SECOND), file("b", REFUND));
    Instant last = history.check().orders().last().orElseThrow();
    Shift shift = Shift.toNow(last, NOW);
    assertEquals(5L, history.publish(shift, published::add));

    assertEquals(Duration.ofMillis(471_913_800_123L), shift.by());
    assertEquals("PT131087H10M0.123S (471913800123 ms)", shift.toString());
    assertEquals(
        List.of(
            "import:order.created:o1 2025-12-14T23:10:00.123Z",
            "import:order.completed:o1 2025-12-14T23:10:00.123Z",
            "import:order.created:o2 2026-11-22T12:00:00.123Z",
            "import:order.completed:o2 2026-11-22T12:00:00.123Z",
            "import:order.refunded:r1 2026-01-14T23:10:00.123Z"),
        published.stream().map(event -> event.head().id() + " " + event.head().time()).toList());
  }

  @Test
  void another_shift_changes_no_event_id() throws Exception {
    HistoryImport history = history(file("a", FIRST, SECOND, REFUND));
    history.publish(Shift.NONE, published::add);
    List<InboundEvent> again = new ArrayList<>();
    history.publish(new Shift(Duration.ofDays(9)), again::add);
    assertEquals(ids(published), ids(again));
  }

  @Test
  void a_bad_line_is_told_with_file_and_number_and_the_rest_goes_on() throws Exception {
    Path file = file("a", FIRST, "", "nonsense", SECOND);
    HistoryImport history = history(file);
    assertEquals(2, history.check().orders().all());
    assertEquals(4L, history.publish(Shift.NONE, published::add));
    assertEquals(List.of(file + ":3: not a JSON object"), told);
    assertEquals(1, history.mistakes());
  }

  @Test
  void only_the_first_bad_lines_are_told_and_the_others_counted() throws IOException {
    HistoryImport history = history(file("a", Collections.nCopies(30, "x").toArray(String[]::new)));
    assertEquals(true, history.check().isEmpty());
    history.tellRest();
    assertEquals(LineErrors.TOLD + 1, told.size());
    assertEquals("... and 10 lines more", told.getLast());
  }

  @Test
  void an_unknown_field_is_an_error_of_each_line_and_told_once() throws Exception {
    String odd = FIRST.replace("}", ",\"statsu\":\"cancelled\"}");
    Path file = file("a", odd, SECOND, odd, odd);
    HistoryImport history = history(file);
    assertEquals(1, history.check().orders().all());
    assertEquals(2L, history.publish(Shift.NONE, published::add));
    history.tellRest();
    assertEquals(
        List.of(file + ":1: unknown field 'statsu'", "... unknown field 'statsu' in 3 lines"),
        told);
    assertEquals(3, history.mistakes());
  }

  @Test
  void orders_are_counted_by_what_became_of_them() throws IOException {
    HistoryImport history =
        history(
            file(
                "a",
                FIRST.replace("}", ",\"status\":\"cancelled\"}"),
                SECOND.replace("}", ",\"status\":\"pending\"}"),
                order("o3", "anna", "2011-06-01T00:00:00Z", "7.00")
                    .replace("}", ",\"status\":\"refunded\"}")));
    Census.Count count = history.check();
    assertEquals(
        List.of(3L, 1L, 1L, 1L),
        List.of(
            count.orders().all(),
            count.orders().cancelled(),
            count.orders().pending(),
            count.refunds()));
    assertEquals(new Money(1_250), count.ordered());
    assertEquals(new Money(700), count.refunded());
  }

  @Test
  void a_table_is_read_as_lines_are_and_says_which_columns_it_does_not_read() throws Exception {
    Path file =
        file(
            "orders.csv",
            "\ufefforder_id;customer_id;ordered_at;total;status;colour",
            "o1;anna;2011-01-01;1.234,50;completed;red",
            "o2;anna;2011-02-01 10:00;5;on its way;red");
    HistoryImport history = history(file);
    assertEquals(new Money(123_450), history.check().ordered());
    assertEquals(
        List.of(
            file + ": columns that are not read: colour",
            file + ":3: status is none of completed, pending, cancelled, refunded"),
        told);
    assertEquals(2L, history.publish(Shift.NONE, published::add));
  }

  @Test
  void a_table_without_a_column_that_it_must_have_says_which() throws Exception {
    Path file = file("orders.csv", "order_id,customer_id,ordered_at,Total Price", "1,2,3,4");
    history(file).check();
    assertEquals(1, told.size());
    assertEquals(
        true,
        told.getFirst().contains("no column tells total")
            && told.getFirst().contains("--map total=COLUMN"),
        told.getFirst());
  }

  @Test
  void what_would_be_dated_more_than_a_day_ahead_is_a_bad_line() throws Exception {
    Path file = file("a", FIRST, REFUND);
    HistoryImport history = history(file);
    Shift shift = Shift.toNow(history.check().orders().last().orElseThrow(), NOW);
    assertEquals(2L, history.publish(shift, published::add));
    assertEquals(List.of(file + ":2: dated 2026-12-23T12:00:00.123Z, more than 24 h ahead"), told);
  }

  @Test
  void a_line_longer_than_an_event_may_be_is_bad_and_the_next_is_read() throws IOException {
    Path file = file("a", "x".repeat(2_000_000), FIRST);
    HistoryImport history = history(file);
    assertEquals(1, history.check().orders().all());
    assertEquals(List.of(file + ":1: longer than 1048576 bytes"), told);
  }

  @Test
  void a_gzip_file_that_ends_early_is_told() throws IOException {
    Path whole = gzip("whole", Collections.nCopies(5_000, FIRST).toArray(String[]::new));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(directory.resolve("cut"), java.util.Arrays.copyOf(bytes, 300));
    HistoryImport history = history(cut, file("b", SECOND));
    long orders = history.check().orders().all();
    assertEquals(1, told.size());
    assertEquals(true, told.getFirst().contains("cannot be read on"), told.getFirst());
    assertEquals(true, orders >= 1);
  }

  private HistoryImport history(Path... files) {
    ImportProgress unseen =
        new ImportProgress() {
          @Override
          public void at(String step, long done, long total) {}

          @Override
          public void done() {}
        };
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    HistoryImport.History history =
        new HistoryImport.History(
            "default", "UAH", ZoneOffset.UTC, ShopFormat.of(Optional.empty(), Map.of()));
    return new HistoryImport(List.of(files), history, clock, unseen, told::add);
  }

  private static List<String> ids(List<InboundEvent> events) {
    return events.stream().map(event -> event.head().id()).toList();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }

  private Path gzip(String name, String... lines) throws IOException {
    Path path = directory.resolve(name);
    try (var out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write((String.join("\n", lines) + "\n").getBytes());
    }
    return path;
  }

  private static String order(String id, String customer, String at, String total) {
    return "{\"order_id\":\"%s\",\"customer_id\":\"%s\",\"ordered_at\":\"%s\",\"total\":\"%s\"}"
        .formatted(id, customer, at, total);
  }
}
