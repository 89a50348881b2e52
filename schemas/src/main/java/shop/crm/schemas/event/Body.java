package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.profile.ProfileLimits;
import shop.crm.schemas.model.profile.ProfileRules;
import shop.crm.schemas.model.profile.ProfileRules.Checked;

/**
 * The fields of one JSON object as they stand in it, not yet checked: what is asked for is checked
 * when it is asked for, since what is required depends on a type that may stand behind the data.
 */
final class Body {

  private static final int FIELDS = Field.values().length;
  private static final int MAX_REASON = 500;

  private final String[] texts = new String[FIELDS];
  private final JsonToken[] tokens = new JsonToken[FIELDS];
  private final Map<ProfileField, Scalar> ofProfile = new EnumMap<>(ProfileField.class);
  private JsonToken dataToken = JsonToken.VALUE_NULL;
  private Optional<Body> data = Optional.empty();
  private boolean encoded;
  private Optional<String> encodedData = Optional.empty();
  private List<OrderItem> items = List.of();
  private ReadList<Address> addresses = ReadList.absent();
  private ReadList<String> tags = ReadList.absent();

  /** A value of a profile that is neither an object nor a list. */
  private record Scalar(JsonToken token, String text) {}

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
    Optional<ProfileField> profileField = ProfileField.named(name).filter(Body::isScalar);
    if (field != null || profileField.isPresent()) {
      String text = token.isScalarValue() ? parser.getText() : "";
      if (field != null) {
        tokens[field.ordinal()] = token;
        texts[field.ordinal()] = text;
      }
      if (profileField.isPresent() && token != JsonToken.VALUE_NULL) {
        ofProfile.put(profileField.get(), new Scalar(token, text));
      } else {
        profileField.ifPresent(ofProfile::remove);
      }
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
      case "items" -> items = Items.read(parser);
      case "data_base64" -> {
        encodedData =
            top && token == JsonToken.VALUE_STRING
                ? Optional.of(parser.getText())
                : Optional.empty();
        encoded |= top && token != JsonToken.VALUE_NULL;
        parser.skipChildren();
      }
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

  private static boolean isScalar(ProfileField field) {
    return switch (field.kind()) {
      case Kind.Text _, Kind.Date _, Kind.Flag _ -> true;
      case Kind.Addresses _, Kind.Tags _ -> false;
    };
  }

  boolean has(Field field) {
    JsonToken token = tokens[field.ordinal()];
    return token != null && token != JsonToken.VALUE_NULL;
  }

  /** Whether there is something in a field of the data: a text that is blank is as good as none. */
  boolean tells(Field field) {
    return has(field)
        && (tokens[field.ordinal()] != JsonToken.VALUE_STRING || !texts[field.ordinal()].isBlank());
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

  /** Why an order was cancelled. */
  Optional<String> reason() throws InvalidBody {
    Optional<String> reason = optional(Field.REASON).filter(text -> !text.isBlank());
    return reason.isPresent()
        ? Optional.of(Texts.checked(reason.get(), Field.REASON.wire(), MAX_REASON))
        : Optional.empty();
  }

  Optional<Money> optionalMoney(Field field) throws InvalidBody {
    return tells(field) ? Optional.of(money(field)) : Optional.empty();
  }

  Money money(Field field) throws InvalidBody {
    if (!tells(field)) {
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

  /** An id: a text, or an integer as its decimal text, as many shops send theirs. */
  String id(Field field) throws InvalidBody {
    if (has(field) && tokens[field.ordinal()].isNumeric()) {
      try {
        return Long.toString(Numbers.integer(texts[field.ordinal()]));
      } catch (ArithmeticException e) {
        throw InvalidBody.illTyped(field.wire(), "a string or an integer of 64 bits");
      }
    }
    return text(field);
  }

  Instant instant(Field field) throws InvalidBody {
    try {
      return since1970(field, Rfc3339.parse(text(field)));
    } catch (DateTimeException e) {
      throw InvalidBody.illTyped(field.wire(), "an RFC 3339 time");
    }
  }

  /**
   * A time as shops write it: with an offset, or without one, or as seconds or milliseconds since
   * 1970.
   *
   * @param zone of what has no offset
   */
  Instant time(Field field, ZoneId zone) throws InvalidBody {
    try {
      Instant time =
          has(field) && tokens[field.ordinal()].isNumeric()
              ? Numbers.epoch(texts[field.ordinal()])
              : Rfc3339.parse(text(field), zone);
      return since1970(field, time);
    } catch (DateTimeException | ArithmeticException e) {
      throw InvalidBody.illTyped(
          field.wire(), "an RFC 3339 time, nor seconds or milliseconds since 1970");
    }
  }

  private static Instant since1970(Field field, Instant instant) throws InvalidBody {
    if (instant.isBefore(Instant.EPOCH)) {
      throw InvalidBody.illTyped(field.wire(), "a time since 1970");
    }
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  List<OrderItem> items() {
    return items;
  }

  /**
   * The profile, without what of it breaks the rules.
   *
   * @param today for dates that must not lie ahead
   */
  Profile profile(LocalDate today, LeftOut leftOut) {
    leftOut.addAll(addresses.leftOut());
    leftOut.addAll(tags.leftOut());
    Profile.Builder profile = Profile.NOTHING.edit();
    for (ProfileField field : ProfileField.ALL) {
      switch (field.kind()) {
        case Kind.Text text -> profile.text(field, value(field, text.rule(), leftOut));
        case Kind.Date _ ->
            profile.date(field, value(field, text -> ProfileRules.birth(text, today), leftOut));
        case Kind.Flag _ -> profile.flag(field, flag(field, leftOut));
        case Kind.Addresses _ -> profile.addresses(addresses(leftOut));
        case Kind.Tags _ -> profile.tags(tags(leftOut));
      }
    }
    return profile.build();
  }

  private <T> Optional<T> value(
      ProfileField field, Function<String, Checked<T>> rule, LeftOut leftOut) {
    Optional<Scalar> given = Optional.ofNullable(ofProfile.get(field));
    if (given.filter(it -> it.token() != JsonToken.VALUE_STRING).isPresent()) {
      leftOut.add(field.wire(), "is not a string");
      return Optional.empty();
    }
    return given.flatMap(it -> leftOut.value(field.wire(), rule.apply(it.text())));
  }

  private Optional<Boolean> flag(ProfileField field, LeftOut leftOut) {
    Optional<Scalar> given = Optional.ofNullable(ofProfile.get(field));
    if (given.filter(it -> !it.token().isBoolean()).isPresent()) {
      leftOut.add(field.wire(), "is not true or false");
      return Optional.empty();
    }
    return given.map(it -> it.token() == JsonToken.VALUE_TRUE);
  }

  private List<Address> addresses(LeftOut leftOut) {
    if (ProfileLimits.addressesFit(addresses.values())) {
      return addresses.values();
    }
    leftOut.add("addresses", "has more than " + ProfileLimits.ADDRESSES_BYTES + " bytes together");
    return List.of();
  }

  private List<String> tags(LeftOut leftOut) {
    List<String> distinct = tags.values().stream().distinct().toList();
    if (ProfileLimits.tagsFit(distinct)) {
      return distinct;
    }
    leftOut.add("tags", "has more than " + ProfileLimits.TAGS_BYTES + " bytes together");
    return List.of();
  }
}
