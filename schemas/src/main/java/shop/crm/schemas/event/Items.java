package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.order.OrderItem;

/**
 * Reads the lines of an order. They are for display: what cannot be read of one is left out of it,
 * and never costs the order.
 */
final class Items {

  static final int MAX_ITEMS = 1_000;

  /** How many bytes they have together: the order's row has them, and room for the rest. */
  static final int MAX_BYTES = 40_000;

  static final int MAX_SKU = 128;
  static final int MAX_NAME = 256;

  private static final int DIGITS = 12;
  private static final int PLACES = 6;

  /** Lengths and flags of a line in a row. */
  private static final int OVERHEAD = 8;

  private Items() {}

  /** The first lines of the list that the parser stands at; it is left at the end of the value. */
  static List<OrderItem> read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return List.of();
    }
    List<OrderItem> items = new ArrayList<>();
    int bytes = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean full = items.size() == MAX_ITEMS || bytes > MAX_BYTES;
      if (full || parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
      } else {
        OrderItem item = item(parser);
        bytes += bytes(item);
        if (bytes <= MAX_BYTES) {
          items.add(item);
        }
      }
    }
    return items;
  }

  /** What a line takes in a row, or a little more. */
  private static int bytes(OrderItem item) {
    int texts =
        Stream.of(item.sku(), item.name())
            .flatMap(Optional::stream)
            .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
            .sum();
    return texts
        + item.quantity().toPlainString().length()
        + item.unitPrice().map(price -> price.toPlainString().length()).orElse(0)
        + OVERHEAD;
  }

  private static OrderItem item(JsonParser parser) throws IOException {
    Optional<String> sku = Optional.empty();
    Optional<String> name = Optional.empty();
    BigDecimal quantity = BigDecimal.ONE;
    Optional<BigDecimal> unitPrice = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "sku" -> sku = text(parser).filter(it -> isShort(it, MAX_SKU));
        case "name" -> name = text(parser).map(Items::cut);
        case "quantity" ->
            quantity =
                number(parser)
                    .map(BigDecimal::stripTrailingZeros)
                    .map(it -> it.scale() < 0 ? it.setScale(0) : it)
                    .orElse(BigDecimal.ONE);
        case "unit_price" -> unitPrice = number(parser);
        default -> {}
      }
      parser.skipChildren();
    }
    return new OrderItem(sku, name, quantity, unitPrice);
  }

  /** A text, or a number as its text; blank is as good as absent. */
  private static Optional<String> text(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      return Optional.empty();
    }
    String text = parser.getText();
    return text.isBlank() || !Texts.isWellFormed(text) ? Optional.empty() : Optional.of(text);
  }

  private static boolean isShort(String text, int greatest) {
    return text.codePointCount(0, text.length()) <= greatest;
  }

  private static String cut(String name) {
    return isShort(name, MAX_NAME) ? name : name.substring(0, name.offsetByCodePoints(0, MAX_NAME));
  }

  /** A number, as JSON or as a text, of at most 12 digits before the point; rounded to 6 places. */
  private static Optional<BigDecimal> number(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      return Optional.empty();
    }
    BigDecimal value;
    try {
      value = new BigDecimal(parser.getText().strip());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
    // Of 1e2147483647 too: the difference does not fit an int, nor the number the memory.
    long digits = (long) value.precision() - value.scale();
    if (value.signum() == 0 || digits < -PLACES) {
      return Optional.of(value.scale() >= 0 && value.scale() <= PLACES ? value : BigDecimal.ZERO);
    }
    if (digits > DIGITS) {
      return Optional.empty();
    }
    BigDecimal bare = value.scale() > PLACES ? value.stripTrailingZeros() : value;
    int places = Math.clamp(bare.scale(), 0, PLACES);
    return Optional.of(bare.setScale(places, RoundingMode.HALF_EVEN));
  }
}
