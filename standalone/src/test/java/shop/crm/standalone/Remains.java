package shop.crm.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedPostgres;

/**
 * All that a stopped service keeps in its directory: every row of every table, every row of every
 * store on disk, and of every topic that is compacted what compaction leaves. Stores in memory hold
 * what their changelog or topic holds. Nothing is listed by hand, so that what is added later is
 * looked at as well.
 */
final class Remains {

  private static final String TABLES =
      """
      SELECT table_schema, table_name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')""";

  /** Rows by the place where they are, as text; binary ones in hexadecimal digits. */
  private final Map<String, List<String>> rows = new TreeMap<>();

  private Remains() {}

  /** Reads everything; the service must have been stopped. */
  static Remains of(Path data) throws Exception {
    Remains remains = new Remains();
    remains.tables(data.resolve("postgres"));
    remains.stores(data.resolve("streams"));
    remains.topics(data.resolve("kafka"));
    return remains;
  }

  /** Where there is a row that contains any of the words, and these rows. */
  Map<String, List<String>> containing(String... words) {
    Pattern any =
        Pattern.compile(
            String.join("|", Stream.of(words).flatMap(Remains::forms).toList()),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    Map<String, List<String>> found = new TreeMap<>();
    rows.forEach(
        (place, all) -> {
          List<String> these = all.stream().filter(row -> any.matcher(row).find()).toList();
          if (!these.isEmpty()) {
            found.put(place, these);
          }
        });
    return found;
  }

  /** The places in which any of the words is. */
  Set<String> placesOf(String... words) {
    return containing(words).keySet();
  }

  /** As text, and as it stands in a binary row. */
  private static Stream<String> forms(String word) {
    return Stream.of(Pattern.quote(word), hex(word.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(String place, String row) {
    rows.computeIfAbsent(place, absent -> new ArrayList<>()).add(row);
  }

  private void tables(Path directory) throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d%s?user=postgres"
                    .formatted(postgres.uri().getPort(), postgres.uri().getPath()));
        Statement names = connection.createStatement();
        ResultSet tables = names.executeQuery(TABLES)) {
      while (tables.next()) {
        table(connection, tables.getString(1), tables.getString(2));
      }
    }
  }

  private void table(Connection connection, String schema, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT * FROM %s.%s"
                    .formatted(
                        statement.enquoteIdentifier(schema, true),
                        statement.enquoteIdentifier(table, true)))) {
      while (found.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          cells.add(cell(found, i));
        }
        add("table " + table, String.join(" | ", cells));
      }
    }
  }

  private static String cell(ResultSet row, int column) throws SQLException {
    if (row.getObject(column) == null) {
      return "";
    }
    return switch (row.getMetaData().getColumnTypeName(column)) {
      case "bytea" -> text(row.getBytes(column));
      case "timestamptz" -> row.getObject(column, OffsetDateTime.class).toInstant().toString();
      default -> row.getString(column);
    };
  }

  private void stores(Path directory) throws IOException, RocksDBException {
    RocksDB.loadLibrary();
    List<Path> stores;
    try (Stream<Path> paths = Files.walk(directory)) {
      stores = paths.filter(path -> path.endsWith("CURRENT")).map(Path::getParent).toList();
    }
    for (Path store : stores) {
      store(store);
    }
  }

  private void store(Path store) throws RocksDBException {
    try (Options options = new Options();
        DBOptions opening = new DBOptions()) {
      List<ColumnFamilyDescriptor> families =
          RocksDB.listColumnFamilies(options, store.toString()).stream()
              .map(ColumnFamilyDescriptor::new)
              .toList();
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      try (RocksDB db = RocksDB.openReadOnly(opening, store.toString(), families, handles)) {
        for (ColumnFamilyHandle family : handles) {
          try (RocksIterator all = db.newIterator(family)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
              add("store " + store.getFileName(), text(all.key()) + " = " + text(all.value()));
            }
            all.status();
          }
        }
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
  }

  private void topics(Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      for (String topic : KafkaSide.compacted(kafka.bootstrap())) {
        KafkaSide.view(kafka.bootstrap(), topic)
            .forEach(
                record -> {
                  StringBuilder row = new StringBuilder(text(record.key()));
                  record.headers().forEach(h -> row.append(' ').append(h.key()).append(':'));
                  record.headers().forEach(h -> row.append(' ').append(text(h.value())));
                  add("topic " + topic, row + " = " + text(record.value()));
                });
      }
    }
  }

  /** UTF-8 without control characters as it is, anything else in hexadecimal digits. */
  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().anyMatch(Character::isISOControl) ? hex(bytes) : text;
    } catch (CharacterCodingException _) {
      return hex(bytes);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
