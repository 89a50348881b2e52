package shop.crm.standalone.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Brings files of customers into a running service over HTTP, which takes them as a stream. */
public final class CustomerImport {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_HISTORY =
      Set.of("order_id", "customer_id", "refund_id", "ordered_at", "refunded_at", "specversion");

  private final ServiceClient service;
  private final ImportProgress progress;

  /** An import, not yet begun. */
  public CustomerImport(ServiceClient service, ImportProgress progress) {
    this.service = service;
    this.progress = progress;
  }

  /**
   * What became of the lines of a file.
   *
   * @param unchanged they were there already, as the file has them
   * @param errors of the first lines that could not be taken
   */
  public record Result(
      long received,
      long created,
      long updated,
      long unchanged,
      long failed,
      List<LineError> errors) {
    public Result {
      errors = List.copyOf(errors);
    }
  }

  /**
   * What is wrong with a line.
   *
   * @param line counts from 1
   * @param pointer to the field, RFC 6901; empty where it is all of the line
   */
  public record LineError(long line, String pointer, String message) {}

  /**
   * Whether a file is one of customers: CSV by its name, without a column for an order's id, or
   * objects with an id of their own. One that cannot be read is not: whoever reads all of it will
   * say what is wrong.
   */
  public static boolean isOne(Path path) {
    if (isCsv(path)) {
      return !OrderTable.isOne(path);
    }
    try (HistoryFile file = HistoryFile.open(path)) {
      Optional<byte[]> first = file.next().flatMap(Lines.Line::bytes);
      return first.isPresent() && isCustomer(JSON.readTree(first.get()));
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether a file is a table, by its name. */
  public static boolean isCsv(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  private static boolean isCustomer(JsonNode line) {
    return line.has("id") && OF_HISTORY.stream().noneMatch(line::has);
  }

  /**
   * Brings in a file.
   *
   * @throws IOException if the file cannot be read, or the service did not take it
   */
  public Result bring(Path path) throws IOException {
    long size = Files.size(path);
    try (HistoryFile file = HistoryFile.open(path);
        InputStream watched = new Watched(file, size)) {
      return service.importCustomers(isCsv(path) ? "text/csv" : "application/x-ndjson", watched);
    } finally {
      progress.done();
    }
  }

  private final class Watched extends FilterInputStream {
    private final HistoryFile file;
    private final long size;

    Watched(HistoryFile file, long size) {
      super(file.rest());
      this.file = file;
      this.size = size;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      progress.at("customers", file.bytesRead(), size);
      return read;
    }
  }
}
