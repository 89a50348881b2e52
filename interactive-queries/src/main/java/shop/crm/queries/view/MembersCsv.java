package shop.crm.queries.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Resource;
import shop.crm.queries.view.CustomerPages.Batch;
import shop.crm.queries.view.CustomerPages.Batches;
import shop.crm.queries.view.CustomerPages.Element;
import shop.crm.queries.view.CustomerPages.Head;
import shop.crm.schemas.model.profile.ProfileField;

/**
 * Customers as a table, RFC 4180, one batch in memory at a time. The import takes it as it is: the
 * columns are the fields of a customer, tags are separated by {@code |}, addresses are JSON, and an
 * absent value is an empty cell. What a spreadsheet would take for a formula stands as it is,
 * because the import would take a guard for a part of the value.
 */
public final class MembersCsv {

  /** The fields of a customer, in their order. */
  public static final List<String> COLUMNS =
      Stream.of(
              Stream.of("id", "tenant_id"),
              CustomerJson.BEFORE_FIGURES.stream().map(ProfileField::wire),
              Stream.of(
                  "loyalty_tier",
                  "loyalty_points",
                  "total_orders",
                  "total_spent",
                  "average_order",
                  "first_order_date",
                  "last_order_date",
                  "rfm_segment",
                  "recency_score",
                  "frequency_score",
                  "monetary_score",
                  "lifecycle_stage"),
              CustomerJson.BEHIND_FIGURES.stream().map(ProfileField::wire),
              Stream.of("created_at", "updated_at", "version"))
          .flatMap(Function.identity())
          .toList();

  /** What a spreadsheet takes for a formula; numbers and phone numbers begin so, too. */
  private static final Pattern FORMULA = Pattern.compile("(?s)[=+@\\t\\r-].*");

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9() .-]+");

  /** Before a text that would be taken for a formula: spreadsheets do not show it. */
  private static final String AS_TEXT = "'";

  /** Without it, spreadsheets take UTF-8 for something else. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final int BUFFER = 64 << 10;
  private static final CsvMapper MAPPER =
      CsvMapper.builder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();
  private static final CsvSchema ROWS = CsvSchema.emptySchema().withLineSeparator("\r\n");

  private MembersCsv() {}

  /** Sends all customers of a list. */
  public static void send(
      ServerRequest request,
      ServerResponse response,
      String id,
      Batches batches,
      CustomerJson customerJson)
      throws IOException {
    Head head = Head.whole(response);
    Batch batch = batches.next(Optional.empty(), CustomerPages.AT_ONCE, head);
    response
        .header("Content-Type", "text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"" + fileName(id) + "\"");
    if (Resource.answersHead(request, response)) {
      return;
    }
    // An exception from here on cuts the connection: the caller sees that the end is missing.
    try (OutputStream out = new BufferedOutputStream(response.outputStream(), BUFFER);
        SequenceWriter rows = MAPPER.writer(ROWS).writeValues(out)) {
      out.write(BYTE_ORDER_MARK.getBytes(StandardCharsets.UTF_8));
      rows.write(COLUMNS);
      write(rows, batch, customerJson);
      while (batch.last().isPresent()) {
        batch = batches.next(batch.last(), CustomerPages.AT_ONCE, head);
        write(rows, batch, customerJson);
      }
    }
  }

  private static void write(SequenceWriter rows, Batch batch, CustomerJson customerJson)
      throws IOException {
    for (Element element : batch.elements()) {
      JsonNode customer = Json.ONE_VALUE.readTree(customerJson.bytes(element.customer()));
      List<String> cells = new ArrayList<>(COLUMNS.size());
      COLUMNS.forEach(column -> cells.add(harmless(cell(column, customer.path(column)))));
      rows.write(cells);
    }
  }

  /** An id has colons, which names of files have not everywhere. */
  private static String fileName(String segment) {
    return segment.replace(':', '_') + ".csv";
  }

  private static String harmless(String cell) {
    boolean runs = FORMULA.matcher(cell).matches() && !NUMBER.matcher(cell).matches();
    return runs || cell.startsWith(AS_TEXT) ? AS_TEXT + cell : cell;
  }

  /** A cell as it was before it was made harmless, or as somebody else has written it. */
  public static String asGiven(String cell) {
    boolean quoted =
        cell.startsWith(AS_TEXT)
            && (cell.startsWith(AS_TEXT, 1) || FORMULA.matcher(cell.substring(1)).matches());
    return quoted ? cell.substring(1) : cell;
  }

  private static String cell(String column, JsonNode value) {
    if (value.isNull() || (value.isArray() && value.isEmpty())) {
      return "";
    }
    if (column.equals("tags")) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(JsonNode::textValue)
          .collect(Collectors.joining("|"));
    }
    return value.isContainerNode() ? value.toString() : value.asText();
  }
}
