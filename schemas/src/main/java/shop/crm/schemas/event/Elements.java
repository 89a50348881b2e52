package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.ProfileLimits;

/** Reads the elements of the lists in a body: addresses, tags. */
final class Elements {

  private static final List<String> ADDRESS_TEXTS =
      List.of("id", "line1", "line2", "city", "region", "postal_code", "country");

  private Elements() {}

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
