package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.Money;
import shop.crm.schemas.Rfc3339;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.profile.ProfileLimits;

/**
 * The fields of one JSON object as they stand in it, not yet checked: what is asked for is checked
 * when it is asked for, since what is required depends on a type that may stand behind the data.
 */
final class Body {

  private static final int FIELDS = Field.values().length;
  private static final int MAX_REASON = 500;

  private final String[] texts = new String[FIELDS];
  private final JsonToken[] tokens = new JsonToken[FIELDS];
  private JsonToken dataToken = JsonToken.VALUE_NULL;
  private Optional<Body> data = Optional.empty();
  private boolean encoded;
  private Optional<String> encodedData = Optional.empty();
  private ReadList<OrderItem> items = ReadList.absent();
  private ReadList<Address> addresses = ReadList.absent();
  private ReadList<String> tags = ReadList.absent();

  private Body() {}

  /**
   * Reads the object that the parser stands at the start of, and the one in its {@code data}. Of
   * fields of one name the last holds.
   */
  static Body read(JsonParser parser) throws IOException {
    return read(parser, true);
  }

  private static Body read(JsonParser parser, boolean top) throws IOException {
    Body body = new Body();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      body.readField(parser, parser.currentName(), top);
    }
    return body;
  }

  private void readField(JsonParser parser, String name, boolean top) throws IOException {
    JsonToken token = parser.nextToken();
    Field field = Field.ofWire(name);
    if (field != null) {
      tokens[field.ordinal()] = token;
      texts[field.ordinal()] = token.isScalarValue() ? parser.getText() : null;
      parser.skipChildren();
      return;
    }
    switch (name) {
      case "data" -> {
        dataToken = token;
        data =
            top && token == JsonToken.START_OBJECT
                ? Optional.of(read(parser, false))
                : Optional.empty();
        parser.skipChildren();
      }
      case "data_base64" -> {
        encodedData =
            top && token == JsonToken.VALUE_STRING
                ? Optional.of(parser.getText())
                : Optional.empty();
        encoded |= top && token != JsonToken.VALUE_NULL;
        parser.skipChildren();
      }
      case "items" ->
          items =
              ReadList.read(
                  parser, name, Elements.MAX_ITEMS, JsonToken.START_OBJECT, Elements::item);
      case "addresses" ->
          addresses =
              ReadList.read(
                  parser, name, ProfileLimits.ADDRESSES, JsonToken.START_OBJECT, Elements::address);
      case "tags" ->
          tags =
              ReadList.read(
                  parser, name, ProfileLimits.TAGS, JsonToken.VALUE_STRING, Elements::tag);
      default -> parser.skipChildren();
    }
  }

  boolean has(Field field) {
    JsonToken token = tokens[field.ordinal()];
    return token != null && token != JsonToken.VALUE_NULL;
  }

  Body data() throws InvalidBody {
    if (encoded) {
      return decoded();
    }
    if (dataToken == JsonToken.VALUE_NULL) {
      throw InvalidBody.missing("data");
    }
    return data.orElseThrow(() -> InvalidBody.illTyped("data", "an object"));
  }

  /** CloudEvents has this form for data that its sender takes for bytes. */
  private Body decoded() throws InvalidBody {
    if (dataToken != JsonToken.VALUE_NULL) {
      throw InvalidBody.illTyped("data_base64", "absent where there is data");
    }
    try (JsonParser parser =
        EventReader.JSON.createParser(Base64.getDecoder().decode(encodedData.orElse("")))) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        Body body = read(parser, false);
        if (parser.nextToken() == null) {
          return body;
        }
      }
    } catch (IOException | IllegalArgumentException _) {
      // Neither message is told: they quote the source, which may be personal data.
    }
    throw InvalidBody.illTyped("data_base64", "base64 of a JSON object");
  }

  String text(Field field) throws InvalidBody {
    if (!has(field)) {
      throw InvalidBody.missing(field.wire());
    }
    if (tokens[field.ordinal()] != JsonToken.VALUE_STRING) {
      throw InvalidBody.illTyped(field.wire(), "a string");
    }
    return Texts.checked(texts[field.ordinal()], field.wire());
  }

  Optional<String> optional(Field field) throws InvalidBody {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  /** A text that is kept in a profile, of at most so many characters. */
  private Optional<String> storable(Field field, int greatest) throws InvalidBody {
    if (!has(field)) {
      return Optional.empty();
    }
    String text = Texts.checked(text(field), field.wire(), greatest);
    return Optional.of(Texts.storable(text, field.wire()));
  }

  /** Why an order was cancelled. */
  Optional<String> reason() throws InvalidBody {
    Optional<String> reason = optional(Field.REASON);
    return reason.isPresent()
        ? Optional.of(Texts.checked(reason.get(), Field.REASON.wire(), MAX_REASON))
        : Optional.empty();
  }

  Optional<Money> optionalMoney(Field field) throws InvalidBody {
    return has(field) ? Optional.of(money(field)) : Optional.empty();
  }

  Money money(Field field) throws InvalidBody {
    if (!has(field)) {
      throw InvalidBody.missing(field.wire());
    }
    String text = texts[field.ordinal()];
    try {
      return switch (tokens[field.ordinal()]) {
        case VALUE_STRING -> Money.parse(text);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Money.of(new BigDecimal(text)).accepted();
        default -> throw InvalidBody.illTyped(field.wire(), "a decimal string or a number");
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidBody(
          Reason.INVALID_MONEY,
          field.wire()
              + " is not an amount from 0 to "
              + Money.MAX_ACCEPTED
              + " with at most 2 decimal places");
    }
  }

  Instant instant(Field field) throws InvalidBody {
    try {
      Instant instant = Rfc3339.parse(text(field));
      if (instant.isBefore(Instant.EPOCH)) {
        throw InvalidBody.illTyped(field.wire(), "a time since 1970");
      }
      return instant.truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw InvalidBody.illTyped(field.wire(), "an RFC 3339 time");
    }
  }

  private Optional<Boolean> flag(Field field) throws InvalidBody {
    if (!has(field)) {
      return Optional.empty();
    }
    return switch (tokens[field.ordinal()]) {
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      default -> throw InvalidBody.illTyped(field.wire(), "true or false");
    };
  }

  List<OrderItem> items() throws InvalidBody {
    return items.get();
  }

  Profile profile() throws InvalidBody {
    return new Profile(
        storable(Field.EMAIL, ProfileLimits.EMAIL),
        storable(Field.PHONE, ProfileLimits.PHONE),
        storable(Field.FIRST_NAME, ProfileLimits.NAME),
        storable(Field.LAST_NAME, ProfileLimits.NAME),
        dateOfBirth(),
        storable(Field.GENDER, ProfileLimits.GENDER),
        addresses(),
        tags(),
        storable(Field.SOURCE, ProfileLimits.SOURCE),
        flag(Field.EMAIL_OPT_IN),
        flag(Field.SMS_OPT_IN),
        flag(Field.PUSH_OPT_IN));
  }

  private List<Address> addresses() throws InvalidBody {
    if (!ProfileLimits.addressesFit(addresses.get())) {
      throw InvalidBody.illTyped(
          "addresses", "of at most " + ProfileLimits.ADDRESSES_BYTES + " bytes together");
    }
    return addresses.get();
  }

  private List<String> tags() throws InvalidBody {
    if (!ProfileLimits.tagsFit(tags.get())) {
      throw InvalidBody.illTyped(
          "tags", "of at most " + ProfileLimits.TAGS_BYTES + " bytes together");
    }
    return tags.get();
  }

  private Optional<LocalDate> dateOfBirth() throws InvalidBody {
    Optional<String> text = optional(Field.DATE_OF_BIRTH);
    try {
      return text.map(Rfc3339::date);
    } catch (DateTimeException e) {
      throw InvalidBody.illTyped(Field.DATE_OF_BIRTH.wire(), "a date (YYYY-MM-DD)");
    }
  }
}
