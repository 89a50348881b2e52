package shop.crm.queries.bulk;

import com.fasterxml.jackson.core.FormatSchema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvReadException;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.TextEncoding;
import shop.crm.queries.view.SpreadsheetCell;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/** Takes a body apart into customers, one in memory at a time. */
public final class ImportLines {

  private static final int BUFFER = 64 << 10;
  private static final CsvMapper CSV_MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();
  private static final String TOO_LONG = "has more than " + Topics.MAX_BODY_BYTES + " bytes";
  private static final CsvSchema HEADER_FIRST = CsvSchema.emptySchema().withHeader();

  private ImportLines() {}

  /** A JSON object a line; blank lines are passed over. */
  static void json(InputStream body, ImportRun run) throws IOException {
    LineReader lines = new LineReader(body);
    int blank = 0;
    for (long number = 1; lines.next(); number++) {
      blank = lines.isBlank() ? blank + lines.length + 1 : 0;
      if (blank > Topics.MAX_BODY_BYTES) {
        throw new ProblemException(Problem.tooLarge("Of blank lines there may be 1 MiB"));
      }
      if (lines.tooLong) {
        run.refuse(number, TOO_LONG);
      } else if (blank == 0) {
        take(number, lines, run);
      }
    }
  }

  private static void take(long number, LineReader lines, ImportRun run) throws IOException {
    JsonNode customer;
    try {
      customer = Json.ONE_VALUE.readTree(lines.bytes, 0, lines.length);
    } catch (IOException e) {
      // Jackson's message quotes the source, which may be personal data.
      run.refuse(number, "is not JSON, or has a name twice");
      return;
    }
    run.take(number, customer, lines.length);
  }

  /** A header of field names, then a customer a row; an empty cell leaves its field as it is. */
  static void csv(TextEncoding body, ImportRun run) throws IOException {
    TableText text = new TableText(body);
    CsvSchema schema = HEADER_FIRST.withColumnSeparator(body.separator());
    try (MappingIterator<Map<String, String>> rows =
        CSV_MAPPER.readerForMapOf(String.class).with(schema).readValues((Reader) text)) {
      boolean more = rows.hasNextValue();
      if (hasNameTwice(rows.getParserSchema())) {
        run.refuse(1, "has a field name twice; nothing was read");
        more = false;
      }
      while (more) {
        text.nextRow();
        more = row(rows, run);
      }
    } catch (JsonProcessingException e) {
      run.refuse(1, "is not a header of field names");
    } catch (TableText.RowTooLong e) {
      run.refuse(1, TOO_LONG);
    }
  }

  private static boolean hasNameTwice(FormatSchema header) {
    Set<String> names = new HashSet<>();
    if (header instanceof CsvSchema columns) {
      for (CsvSchema.Column column : columns) {
        if (!names.add(column.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes the next row; whether there may be more. */
  private static boolean row(MappingIterator<Map<String, String>> rows, ImportRun run)
      throws IOException {
    long line = rows.getCurrentLocation().getLineNr();
    try {
      if (!rows.hasNextValue()) {
        return false;
      }
      // Only now it stands at this row, whatever was passed over before it.
      line = rows.getCurrentLocation().getLineNr();
      Map<String, String> row = rows.nextValue();
      run.take(line, customer(row), length(row));
      return true;
    } catch (CsvReadException e) {
      run.refuse(line, "has more columns than the header");
      return true;
    } catch (JsonProcessingException e) {
      // What follows a row whose quotes do not match cannot be told from it.
      run.refuse(line, "is not a row of this table; what follows it was not read");
    } catch (TableText.RowTooLong e) {
      run.refuse(line, TOO_LONG + "; what follows it was not read");
    }
    return false;
  }

  private static int length(Map<String, String> row) {
    return row.values().stream().mapToInt(cell -> cell == null ? 0 : cell.length()).sum();
  }

  private static JsonNode customer(Map<String, String> row) {
    ObjectNode customer = JsonNodeFactory.instance.objectNode();
    row.forEach(
        (column, cell) -> {
          if (cell != null && !cell.isEmpty()) {
            customer.set(column, value(column, SpreadsheetCell.textOf(cell)));
          }
        });
    return customer;
  }

  private static JsonNode value(String column, String cell) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Optional<ProfileField> field = ProfileField.named(column);
    if (field.isEmpty()) {
      return nodes.textNode(cell);
    }
    return switch (field.get().kind()) {
      case Kind.Tags _ -> {
        ArrayNode tags = nodes.arrayNode();
        Arrays.stream(cell.split("\\|")).map(String::strip).forEach(tags::add);
        yield tags;
      }
      case Kind.Addresses _ -> addresses(cell);
      case Kind.Flag _ ->
          // Spreadsheets write them in capitals.
          switch (cell.toLowerCase(Locale.ROOT)) {
            case "true" -> nodes.booleanNode(true);
            case "false" -> nodes.booleanNode(false);
            default -> nodes.textNode(cell);
          };
      case Kind.Text _, Kind.Date _ -> nodes.textNode(cell);
    };
  }

  private static JsonNode addresses(String cell) {
    try {
      return Json.ONE_VALUE.readTree(cell);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(cell);
    }
  }

  /** Lines of bytes, none kept that is too long. */
  private static final class LineReader {
    private final InputStream in;
    private byte[] bytes = new byte[1 << 10];
    private int length;
    private boolean tooLong;

    LineReader(InputStream body) {
      in = new BufferedInputStream(body, BUFFER);
    }

    /** Goes on to the next line, if there is one. */
    boolean next() throws IOException {
      length = 0;
      tooLong = false;
      int b = in.read();
      if (b < 0) {
        return false;
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (length == Topics.MAX_BODY_BYTES) {
          tooLong = true;
        } else {
          append((byte) b);
        }
      }
      return true;
    }

    private void append(byte b) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(Topics.MAX_BODY_BYTES, 2 * length));
      }
      bytes[length++] = b;
    }

    boolean isBlank() {
      for (int i = 0; i < length; i++) {
        if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
          return false;
        }
      }
      return true;
    }
  }
}
