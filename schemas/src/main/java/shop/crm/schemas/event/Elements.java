package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.ProfileLimits;

/** Reads the elements of the lists in a body: order items, addresses, tags. */
final class Elements {

  static final int MAX_ITEMS = 1_000;
  static final int MAX_SKU = 128;
  static final int MAX_ITEM_NAME = 256;

  private static final int PRICE_DIGITS = 12;
  private static final int PRICE_PLACES = 6;
  private static final List<String> ADDRESS_TEXTS =
      List.of("id", "line1", "line2", "city", "region", "postal_code", "country");

  private Elements() {}

  static OrderItem item(JsonParser parser) throws IOException, InvalidBody {
    Optional<String> sku = Optional.empty();
    Optional<String> name = Optional.empty();
    long quantity = 1;
    Optional<BigDecimal> unitPrice = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
      switch (field) {
        case "sku" ->
            sku = isNull ? Optional.empty() : Optional.of(string(parser, "items.sku", MAX_SKU));
        case "name" ->
            name =
                isNull
                    ? Optional.empty()
                    : Optional.of(string(parser, "items.name", MAX_ITEM_NAME));
        case "quantity" -> quantity = isNull ? 1 : quantity(parser);
        case "unit_price" -> unitPrice = isNull ? Optional.empty() : Optional.of(unitPrice(parser));
        default -> parser.skipChildren();
      }
    }
    return new OrderItem(
        sku.orElseThrow(() -> InvalidBody.missing("items.sku")), name, quantity, unitPrice);
  }

  private static long quantity(JsonParser parser) throws IOException, InvalidBody {
    try {
      if (!parser.currentToken().isNumeric()) {
        throw new ArithmeticException("not a number");
      }
      BigDecimal number = new BigDecimal(parser.getText());
      if (number.signum() < 0 || integerDigits(number) > 10) {
        throw new ArithmeticException("out of range");
      }
      return number.intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw InvalidBody.illTyped("items.quantity", "a whole number from 0 to 2147483647");
    }
  }

  private static BigDecimal unitPrice(JsonParser parser) throws IOException, InvalidBody {
    try {
      return switch (parser.currentToken()) {
        case VALUE_STRING -> {
          String text = parser.getText();
          if (!isPlain(text)) {
            throw new NumberFormatException();
          }
          yield price(new BigDecimal(text));
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> price(new BigDecimal(parser.getText()));
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException e) {
      throw InvalidBody.illTyped("items.unit_price", "a price with at most 6 decimal places");
    }
  }

  private static boolean isPlain(String text) {
    int dot = text.indexOf('.');
    int digits = dot < 0 ? text.length() : dot;
    if (digits == 0 || digits > PRICE_DIGITS || text.length() - digits > 1 + PRICE_PLACES) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i != dot && (c < '0' || c > '9')) {
        return false;
      }
    }
    return dot != text.length() - 1;
  }

  /** The price in the form that is read back equal from its plain text. */
  private static BigDecimal price(BigDecimal value) {
    if (value.signum() == 0 && (value.scale() < 0 || value.scale() > PRICE_PLACES)) {
      return BigDecimal.ZERO;
    }
    if (value.signum() < 0 || integerDigits(value) > PRICE_DIGITS) {
      throw new NumberFormatException();
    }
    BigDecimal price = value.scale() > PRICE_PLACES ? value.stripTrailingZeros() : value;
    if (price.scale() > PRICE_PLACES) {
      throw new NumberFormatException();
    }
    return price.scale() < 0 ? price.setScale(0) : price;
  }

  /** Of 1e2147483647 too: the difference does not fit an int, nor the number the memory. */
  private static long integerDigits(BigDecimal number) {
    return (long) number.precision() - number.scale();
  }

  static Address address(JsonParser parser) throws IOException, InvalidBody {
    String[] texts = new String[ADDRESS_TEXTS.size()];
    Address.Type type = Address.Type.OTHER;
    boolean isDefault = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
      int text = ADDRESS_TEXTS.indexOf(field);
      if (text >= 0) {
        texts[text] =
            isNull ? null : storable(parser, "addresses." + field, ProfileLimits.ADDRESS_TEXT);
      } else if (field.equals("type")) {
        type =
            isNull
                ? Address.Type.OTHER
                : addressType(string(parser, "addresses.type", ProfileLimits.ADDRESS_TEXT));
      } else if (field.equals("is_default")) {
        isDefault = !isNull && isTrue(parser);
      } else {
        parser.skipChildren();
      }
    }
    if (texts[6] != null && !isCountry(texts[6])) {
      throw InvalidBody.illTyped("addresses.country", "an ISO 3166-1 alpha-2 code");
    }
    return new Address(
        Optional.ofNullable(texts[0]),
        type,
        Optional.ofNullable(texts[1]),
        Optional.ofNullable(texts[2]),
        Optional.ofNullable(texts[3]),
        Optional.ofNullable(texts[4]),
        Optional.ofNullable(texts[5]),
        Optional.ofNullable(texts[6]),
        isDefault);
  }

  private static boolean isTrue(JsonParser parser) throws InvalidBody {
    if (!parser.currentToken().isBoolean()) {
      throw InvalidBody.illTyped("addresses.is_default", "true or false");
    }
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  private static boolean isCountry(String text) {
    return text.length() == 2 && isUpper(text.charAt(0)) && isUpper(text.charAt(1));
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static Address.Type addressType(String text) throws InvalidBody {
    return switch (text) {
      case "shipping" -> Address.Type.SHIPPING;
      case "billing" -> Address.Type.BILLING;
      case "other" -> Address.Type.OTHER;
      default -> throw InvalidBody.illTyped("addresses.type", "shipping, billing or other");
    };
  }

  static String tag(JsonParser parser) throws IOException, InvalidBody {
    return storable(parser, "tags", ProfileLimits.TAG);
  }

  private static String storable(JsonParser parser, String field, int greatest)
      throws IOException, InvalidBody {
    return Texts.storable(string(parser, field, greatest), field);
  }

  private static String string(JsonParser parser, String field, int greatest)
      throws IOException, InvalidBody {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw InvalidBody.illTyped(field, "a string");
    }
    return Texts.checked(parser.getText(), field, greatest);
  }
}
