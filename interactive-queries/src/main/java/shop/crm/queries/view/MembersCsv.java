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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.Resource;
import shop.crm.queries.view.CustomerPages.Batch;
import shop.crm.queries.view.CustomerPages.Batches;
import shop.crm.queries.view.CustomerPages.Element;
import shop.crm.queries.view.CustomerPages.Head;
import shop.crm.schemas.model.profile.ProfileField;

/**
 * Customers as a table, RFC 4180, one batch in memory at a time. The import takes it as it is: the
 * columns are the fields of a customer, tags are separated by {@code |}, addresses are JSON, and an
 * absent value is an empty cell. What a spreadsheet would run is guarded, see {@link
 * SpreadsheetCell}. For a caller who is not shown all there is one more column that says so.
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

  private static final List<String> MASKED_COLUMNS =
      Stream.concat(COLUMNS.stream(), Stream.of(Visibility.MARK)).toList();

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
    try (OutputStream out =
            new BufferedOutputStream(OngoingCall.answer(request, response), BUFFER);
        SequenceWriter table = MAPPER.writer(ROWS).writeValues(out)) {
      out.write(BYTE_ORDER_MARK.getBytes(StandardCharsets.UTF_8));
      Rows rows = new Rows(table, customerJson, Visibility.of(request));
      table.write(rows.columns());
      rows.write(batch);
      while (batch.last().isPresent()) {
        batch = batches.next(batch.last(), CustomerPages.AT_ONCE, head);
        rows.write(batch);
      }
    }
  }

  /** Writes customers as this caller sees them. */
  private record Rows(SequenceWriter table, CustomerJson customerJson, Visibility visibility) {

    List<String> columns() {
      return switch (visibility) {
        case FULL -> COLUMNS;
        case MASKED -> MASKED_COLUMNS;
      };
    }

    void write(Batch batch) throws IOException {
      for (Element element : batch.elements()) {
        byte[] json = customerJson.bytes(element.customer(), visibility);
        JsonNode customer = Json.ONE_VALUE.readTree(json);
        List<String> cells = new ArrayList<>(MASKED_COLUMNS.size());
        columns().forEach(column -> cells.add(cell(column, customer.path(column))));
        table.write(cells);
      }
    }
  }

  /** An id has colons, which names of files have not everywhere. */
  private static String fileName(String segment) {
    return segment.replace(':', '_') + ".csv";
  }

  /** Numbers, which may be negative, are those of the service. */
  private static String cell(String column, JsonNode value) {
    if (value.isNull() || (value.isArray() && value.isEmpty())) {
      return "";
    }
    if (value.isNumber()) {
      return value.asText();
    }
    if (column.equals(ProfileField.PHONE.wire())) {
      return SpreadsheetCell.ofPhone(value.textValue());
    }
    if (column.equals(ProfileField.TAGS.wire())) {
      return SpreadsheetCell.of(
          StreamSupport.stream(value.spliterator(), false)
              .map(JsonNode::textValue)
              .collect(Collectors.joining("|")));
    }
    return SpreadsheetCell.of(value.isContainerNode() ? value.toString() : value.asText());
  }
}
