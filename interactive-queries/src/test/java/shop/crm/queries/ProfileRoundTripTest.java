package shop.crm.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.crm.queries.profile.ProfileEdit;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/** What a registration stores is what PUT and import take back, unchanged. */
class ProfileRoundTripTest {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
  private static final EventReader READER = new EventReader("UAH", "default");
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          " a ",
          "a@example.org",
          " B@Example.org ",
          "nobody",
          "+380 44 123-45-67",
          "1990-05-17",
          "2999-01-01",
          "1899-12-31",
          "UA",
          "ZZ",
          "ua",
          "shipping",
          "pt-br",
          "home",
          "a b",
          "vip",
          "VIP",
          "a\u0000",
          "a\nb",
          "\u00a0",
          "😀".repeat(210),
          "x".repeat(33));

  static Stream<Long> seeds() {
    return new Random(7).longs(500).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_a_registration_stores_put_and_import_take_back(long seed) {
    Random random = new Random(seed);
    ObjectNode body = NODES.objectNode().put("user_id", "c");
    for (ProfileField field : ProfileField.ALL) {
      if (field.kind() instanceof Kind.Text || field.kind() instanceof Kind.Date) {
        body.set(field.wire(), value(random));
      }
    }
    body.set("email_opt_in", random.nextBoolean() ? NODES.booleanNode(true) : value(random));
    ArrayNode tags = body.putArray("tags");
    random.ints(random.nextInt(5)).forEach(i -> tags.add(value(random)));
    ArrayNode addresses = body.putArray("addresses");
    random.ints(random.nextInt(3)).forEach(i -> addresses.add(address(random)));
    Envelope envelope = Envelope.cloudEvent(NOW);
    ObjectNode event = NODES.objectNode();
    event.put("specversion", "1.0").put("id", "e").put("source", "auth");
    event.put("type", "user.registered").set("data", body);
    Decoded read = READER.read(event.toString().getBytes(UTF_8), envelope, NOW);
    Profile stored =
        ((UserRegistered) assertInstanceOf(Decoded.Accepted.class, read, read::toString).event())
            .profile();

    byte[] given = JsonBytes.object(json -> ProfileJson.write(json, stored));
    ProfileEdit edit =
        ProfileEdit.read(
            TestServer.json(new String(given, UTF_8)),
            ProfileEdit.ReadOnly.IGNORED,
            TODAY,
            Optional::empty);

    assertEquals(stored, edit.replacing(stored));
    assertEquals(stored, edit.applyTo(stored));
    assertEquals(stored, stored.filledFrom(stored));
  }

  private static JsonNode value(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.numberNode(7);
      default -> NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
    };
  }

  private static JsonNode address(Random random) {
    ObjectNode address = NODES.objectNode();
    for (String field : List.of("id", "type", "line1", "city", "postal_code", "country")) {
      if (random.nextBoolean()) {
        address.set(field, value(random));
      }
    }
    return address;
  }
}
