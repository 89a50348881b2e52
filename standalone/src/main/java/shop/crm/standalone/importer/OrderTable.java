package shop.crm.standalone.importer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.json.JsonBytes;

/**
 * Orders in a table (CSV, separated by comma, semicolon or tab), as lines of JSON. Rows that follow
 * each other with the same order id are one order with several items.
 */
final class OrderTable implements Lines {

  private static final CsvMapper CSV = new CsvMapper();
  private static final int HEADER_BYTES = 1 << 16;
  private static final List<String> REQUIRED =
      List.of("order_id", "customer_id", "ordered_at", "total");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final HistoryFile file;
  private final ShopFormat format;
  private final MappingIterator<String[]> rows;
  private final Map<String, List<Integer>> places;
  private Optional<Row> ahead = Optional.empty();

  private record Row(long number, String[] cells) {}

  private OrderTable(
      HistoryFile file,
      ShopFormat format,
      MappingIterator<String[]> rows,
      Map<String, List<Integer>> places) {
    this.file = file;
    this.format = format;
    this.rows = rows;
    this.places = places;
  }

  /**
   * Opens a table behind its header.
   *
   * @param unread is told which columns are not read, once; a shop's export always has some
   * @throws IOException if it cannot be read, or a column is missing; the message names it
   */
  static OrderTable open(Path path, ShopFormat format, Consumer<String> unread) throws IOException {
    HistoryFile file = HistoryFile.open(path);
    try {
      BufferedInputStream in = new BufferedInputStream(file.rest(), HEADER_BYTES);
      MappingIterator<String[]> rows = rows(in);
      if (!rows.hasNextValue()) {
        throw new IOException("it has no header");
      }
      String[] header = rows.nextValue();
      Map<String, List<Integer>> places = places(header, format);
      tellUnread(header, places, format, unread);
      return new OrderTable(file, format, rows, places);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Whether the header of a table has the column of an order's id. */
  static boolean isOne(Path path) {
    try (HistoryFile file = HistoryFile.open(path)) {
      MappingIterator<String[]> rows = rows(new BufferedInputStream(file.rest(), HEADER_BYTES));
      return rows.hasNextValue() && names(rows.nextValue()).contains("order_id");
    } catch (IOException _) {
      // Whoever reads all of it says what is wrong.
      return false;
    }
  }

  private static MappingIterator<String[]> rows(BufferedInputStream in) throws IOException {
    return CSV.readerForArrayOf(String.class)
        .with(CsvParser.Feature.WRAP_AS_ARRAY)
        .with(CsvParser.Feature.SKIP_EMPTY_LINES)
        .with(CsvSchema.emptySchema().withColumnSeparator(separator(in)))
        .readValues((InputStream) in);
  }

  /** The one of the three that the header has most of; spreadsheets in much of Europe write ';'. */
  private static char separator(BufferedInputStream in) throws IOException {
    in.mark(HEADER_BYTES);
    String start = new String(in.readNBytes(HEADER_BYTES / 2), StandardCharsets.UTF_8);
    in.reset();
    String header = start.lines().findFirst().orElse("").replaceAll("\"[^\"]*\"", "");
    char most = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, most)) {
        most = candidate;
      }
    }
    return most;
  }

  private static long count(String text, char c) {
    return text.chars().filter(it -> it == c).count();
  }

  private static List<String> names(String[] header) {
    return Arrays.stream(header).map(name -> name.replace(BYTE_ORDER_MARK, "").strip()).toList();
  }

  private static Map<String, List<Integer>> places(String[] header, ShopFormat format)
      throws IOException {
    List<String> names = names(header).stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
    Map<String, List<Integer>> places = new HashMap<>();
    for (String field : ShopFormat.FIELDS) {
      List<String> columns = format.columns().getOrDefault(field, List.of());
      List<Integer> found =
          columns.stream()
              .map(column -> names.indexOf(column.toLowerCase(Locale.ROOT)))
              .filter(place -> place >= 0)
              .toList();
      if (found.isEmpty() && REQUIRED.contains(field)) {
        throw new IOException(
            "no column tells "
                + field
                + (columns.isEmpty() ? "" : " (as '" + String.join("', '", columns) + "' would)")
                + ": name it with --map "
                + field
                + "=COLUMN");
      }
      places.put(field, found);
    }
    return places;
  }

  private static void tellUnread(
      String[] header,
      Map<String, List<Integer>> places,
      ShopFormat format,
      Consumer<String> unread) {
    List<String> left = new ArrayList<>();
    List<String> names = names(header);
    for (int i = 0; i < names.size(); i++) {
      int place = i;
      if (places.values().stream().noneMatch(used -> used.contains(place))) {
        left.add(names.get(i));
      }
    }
    if (!left.isEmpty() && !format.isExport()) {
      unread.accept("columns that are not read: " + String.join(", ", left));
    }
  }

  @Override
  public Optional<Line> next() throws IOException {
    Optional<Row> first = ahead.isPresent() ? ahead : row();
    ahead = Optional.empty();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String id = orderId(first.get());
    List<Row> order = new ArrayList<>(List.of(first.get()));
    for (Optional<Row> next = row(); next.isPresent(); next = row()) {
      if (id.isEmpty() || !orderId(next.get()).equals(id)) {
        ahead = next;
        break;
      }
      if (order.size() <= Topics.MAX_BODY_BYTES / 16) {
        order.add(next.get());
      }
    }
    byte[] json = json(id, order);
    return Optional.of(
        new Line(
            first.get().number(),
            json.length > Topics.MAX_BODY_BYTES ? Optional.empty() : Optional.of(json)));
  }

  private Optional<Row> row() throws IOException {
    if (!rows.hasNextValue()) {
      return Optional.empty();
    }
    long number = rows.getCurrentLocation().getLineNr();
    return Optional.of(new Row(number, rows.nextValue()));
  }

  /** Shops write '#1001'; that is no id, and not what they call the order elsewhere. */
  private String orderId(Row row) {
    return cell(row, "order_id").orElse("").replaceFirst("^#", "");
  }

  private byte[] json(String id, List<Row> rows) {
    Row first = rows.getFirst();
    return JsonBytes.object(
        json -> {
          text(json, "order_id", Optional.of(id).filter(it -> !it.isEmpty()));
          text(json, "customer_id", customer(first));
          text(json, "ordered_at", cell(first, "ordered_at"));
          text(json, "total", cell(first, "total").map(Amounts::plain));
          text(json, "currency", cell(first, "currency"));
          text(json, "status", cell(first, "status").map(format::status));
          text(json, "refunded_amount", cell(first, "refunded_amount").map(OrderTable::taken));
          text(json, "cancelled_at", cell(first, "cancelled_at"));
          json.writeArrayFieldStart("items");
          for (Row row : rows) {
            item(json, row);
          }
          json.writeEndArray();
        });
  }

  /** Guests have the id 0, or none; an address is the same in any case. */
  private Optional<String> customer(Row row) {
    return cells(row, "customer_id").stream()
        .filter(cell -> !cell.equals("0"))
        .findFirst()
        .map(id -> id.contains("@") ? id.toLowerCase(Locale.ROOT) : id);
  }

  /** Items are for display: whoever reads the line keeps of each what can be read. */
  private void item(JsonGenerator json, Row row) throws IOException {
    Optional<String> sku = cell(row, "item_sku");
    Optional<String> name = cell(row, "item_name");
    if (sku.isEmpty() && name.isEmpty()) {
      return;
    }
    json.writeStartObject();
    text(json, "sku", sku);
    text(json, "name", name);
    text(json, "quantity", cell(row, "item_quantity").map(Amounts::plain));
    text(json, "unit_price", cell(row, "item_unit_price").map(Amounts::plain));
    json.writeEndObject();
  }

  /** Some write what was given back as less than nothing. */
  private static String taken(String amount) {
    return Amounts.plain(amount.replaceFirst("^[-\u2212]", ""));
  }

  private Optional<String> cell(Row row, String field) {
    return cells(row, field).stream().findFirst();
  }

  private List<String> cells(Row row, String field) {
    return places.get(field).stream()
        .filter(place -> place < row.cells().length)
        .map(place -> row.cells()[place].strip())
        .filter(cell -> !cell.isEmpty())
        .toList();
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  @Override
  public long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
