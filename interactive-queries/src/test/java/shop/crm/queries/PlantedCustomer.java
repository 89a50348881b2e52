package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;
import shop.crm.schemas.model.segment.SegmentField;

/**
 * A server that knows Anna, each of whose identifying fields holds a value that nothing else has.
 * The fields are those of the catalogue, whichever these are.
 */
final class PlantedCustomer {

  /** What any of the planted values is found by. */
  static final Pattern PLANTED = Pattern.compile("planted|2009-07-13");

  static final String ANNA = ApiPaths.CUSTOMERS + "/anna";

  private static final LocalDate BIRTH = LocalDate.of(2009, 7, 13);

  private PlantedCustomer() {}

  /** A server that asks for credentials. */
  static TestServer server() {
    TestServer server = new TestServer(new TestCallers());
    plant(server);
    return server;
  }

  /** Makes Anna known to PostgreSQL and to the stream, and a member of three segments. */
  static void plant(TestServer server) {
    Profile profile = profile();
    server.profiles.write(writer -> writer.create(Shop.ANNA, profile, Origin.API));
    create(server, "{\"id\": \"friends\", \"name\": \"Friends\", \"type\": \"manual\"}");
    create(
        server,
        """
        {"id": "known", "name": "Known", "type": "dynamic", "conditions": [
          {"any": [%s, {"field": "email", "operator": "eq", "value": "planted-email"},
            {"field": "addresses.city", "operator": "in", "value": ["planted-city", "x"]}, {"not": {"field": "tags", "operator": "eq", "value": "none"}}]},
          {"not": {"field": "date_of_birth", "operator": "lt", "value": "-6574d"}}]}"""
            .formatted(
                identifying()
                    .map(field -> condition(field.wire()))
                    .collect(Collectors.joining(", "))));
    server.state.customers.put(
        Shop.ANNA,
        Shop.anna()
            .withProfile(profile, 1, 3)
            .withMemberships(Shop.anna().memberships().with(1, Shop.FEB), 4));
    String member = ApiPaths.SEGMENTS + "/friends/customers/anna";
    assertEquals(204, server.json("PUT", member, "", TestCallers.with(TestCallers.FULL)).status());
  }

  private static void create(TestServer server, String segment) {
    Reply reply =
        server.json("POST", ApiPaths.SEGMENTS, segment, TestCallers.with(TestCallers.FULL));
    assertEquals(201, reply.status(), reply.body());
  }

  private static Profile profile() {
    Profile.Builder profile = Profile.NOTHING.edit();
    for (ProfileField field : ProfileField.ALL) {
      String text = (field.isIdentifying() ? "planted-" : "open-") + field.wire();
      switch (field.kind()) {
        case Kind.Text _ -> profile.text(field, Optional.of(text));
        case Kind.Date _ -> profile.date(field, Optional.of(BIRTH));
        case Kind.Flag _ -> profile.flag(field, Optional.of(true));
        case Kind.Addresses _ -> profile.addresses(List.of(address()));
        case Kind.Tags _ -> profile.tags(List.of(text));
      }
    }
    return profile.build();
  }

  private static Address address() {
    return new Address(
        Optional.of("planted-id"),
        Address.Type.SHIPPING,
        new Address.Place(
            Optional.of("planted-line1"),
            Optional.of("planted-line2"),
            Optional.of("planted-city"),
            Optional.of("planted-region"),
            Optional.of("planted-code"),
            Optional.of("planted-country")),
        true);
  }

  /** The fields that conditions may name and that are kept from some. */
  static Stream<SegmentField> identifying() {
    return Stream.of(SegmentField.values()).filter(SegmentField::isIdentifying);
  }

  /** A condition that any value meets. */
  static String condition(String field) {
    return "{\"field\": \"" + field + "\", \"operator\": \"exists\", \"value\": true}";
  }
}
