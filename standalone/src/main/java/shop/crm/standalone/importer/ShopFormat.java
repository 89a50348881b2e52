package shop.crm.standalone.importer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a shop's export of orders is read: which columns tell what, and what its words for a status
 * mean.
 *
 * @param columns the names of columns by the field that they fill; of several the first that is
 *     filled counts
 * @param statuses {@link OrderStatus} by the shop's word, in lower case; empty where the file has
 *     the words of the service
 */
public record ShopFormat(Map<String, List<String>> columns, Map<String, String> statuses) {

  private static final String FILE = "order-formats.json";

  /** The fields of an order in a table, as they are called in {@code --map}. */
  static final List<String> FIELDS =
      List.of(
          "order_id",
          "customer_id",
          "ordered_at",
          "total",
          "currency",
          "status",
          "refunded_amount",
          "cancelled_at",
          "item_sku",
          "item_name",
          "item_quantity",
          "item_unit_price");

  public ShopFormat {
    columns = Map.copyOf(columns);
    statuses = Map.copyOf(statuses);
  }

  /**
   * The format of a file.
   *
   * @param name of a known export; without one, columns are called as the fields are
   * @param named columns by the field that they fill, which come first
   * @throws IllegalArgumentException if there is no such export or field; the message names those
   *     that there are
   */
  public static ShopFormat of(Optional<String> name, Map<String, String> named) {
    Map<String, ShopFormat> known = known();
    if (name.isPresent() && !known.containsKey(name.get())) {
      throw new IllegalArgumentException(
          "--format is one of " + String.join(", ", new TreeSet<>(known.keySet())));
    }
    ShopFormat format = name.map(known::get).orElseGet(ShopFormat::own);
    Map<String, List<String>> columns = new HashMap<>(format.columns);
    named.forEach(
        (field, column) -> {
          if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException(
                "--map: '" + field + "' is none of " + String.join(", ", FIELDS));
          }
          columns.put(field, List.of(column));
        });
    return new ShopFormat(columns, format.statuses);
  }

  private static ShopFormat own() {
    return new ShopFormat(FIELDS.stream().collect(Collectors.toMap(it -> it, List::of)), Map.of());
  }

  private static Map<String, ShopFormat> known() {
    try (InputStream in = ShopFormat.class.getResourceAsStream(FILE)) {
      return new ObjectMapper().readValue(in, new TypeReference<Map<String, ShopFormat>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("the program lacks " + FILE, e);
    }
  }

  /** Whether it is a shop's, of which it is known what is left. */
  boolean isExport() {
    return !statuses.isEmpty();
  }

  /** What a word of the file for a status means; the word itself where it is none. */
  String status(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT).replaceFirst("^wc-", "");
    return Optional.ofNullable(statuses.get(plain)).orElse(word);
  }
}
