package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.ProfileLimits;
import shop.crm.schemas.model.profile.ProfileRules;
import shop.crm.schemas.model.profile.ProfileRules.Checked;

/** Reads the elements of the lists in a profile: addresses and tags. */
final class Elements {

  private Elements() {}

  /** An address, without what of it breaks the rules. */
  static Optional<Address> address(JsonParser parser, LeftOut leftOut) throws IOException {
    Map<String, String> texts = new HashMap<>();
    boolean isDefault = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id", "type", "line1", "line2", "city", "region", "postal_code", "country" -> {
          if (token == JsonToken.VALUE_STRING) {
            texts.put(field, parser.getText());
          } else if (token != JsonToken.VALUE_NULL) {
            leftOut.add("addresses." + field, "is not a string");
          }
        }
        case "is_default" -> {
          isDefault = token == JsonToken.VALUE_TRUE;
          if (!token.isBoolean() && token != JsonToken.VALUE_NULL) {
            leftOut.add("addresses.is_default", "is not true or false");
          }
        }
        default -> {}
      }
      parser.skipChildren();
    }
    return Optional.of(
        new Address(
            value(texts, "id", ProfileRules::addressId, leftOut),
            value(texts, "type", ProfileRules::addressType, leftOut).orElse(Address.Type.OTHER),
            new Address.Place(
                value(texts, "line1", ProfileRules::line, leftOut),
                value(texts, "line2", ProfileRules::line, leftOut),
                value(texts, "city", ProfileRules::line, leftOut),
                value(texts, "region", ProfileRules::line, leftOut),
                value(texts, "postal_code", ProfileRules::line, leftOut),
                value(texts, "country", ProfileRules::country, leftOut)),
            isDefault));
  }

  private static <T> Optional<T> value(
      Map<String, String> texts, String field, Function<String, Checked<T>> rule, LeftOut leftOut) {
    return Optional.ofNullable(texts.get(field))
        .flatMap(text -> leftOut.value("addresses." + field, rule.apply(text)));
  }

  static Optional<String> tag(JsonParser parser, LeftOut leftOut) throws IOException {
    return leftOut.value("tags", ProfileRules.text(parser.getText(), ProfileLimits.TAG));
  }
}
