package shop.crm.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Samples;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileRecord;

/** What our own topics carry is read back as it was written, and nothing else is taken for it. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class ProfileCodecsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A record in which every piece of personal data has {@code secret} in it. */
  private static final String KNOWN =
      """
      {"tenant_id":"t-1","customer_id":"c-1","version":2,"created_at":"2026-01-01T00:00:00Z",
       "updated_at":"2026-01-02T00:00:00Z","profile":{"email":"secret@example.org",
       "first_name":"secret","date_of_birth":"1990-05-17","email_opt_in":true,
       "addresses":[{"type":"shipping","line1":"secret","is_default":true}],"tags":["secret"]},
       "revision":{"origin":"event","source_id":"e-1","at":"2026-01-02T00:00:00Z","created":false,
       "fields":["email"],"consents":[{"channel":"email","opted_in":true}]}}""";

  @Property
  void a_profile_record_is_read_back_equal(@ForAll ProfileRecord profile) {
    assertEquals(profile, ProfileRecordJson.read(ProfileRecordJson.write(profile)));
  }

  @Property
  void an_entry_of_the_ledger_is_read_back_equal(@ForAll LoyaltyEntry entry) {
    assertEquals(entry, LoyaltyEntryJson.read(LoyaltyEntryJson.write(entry)));
  }

  @Property
  void a_sighting_is_read_back_equal(@ForAll CustomerSeen seen) {
    assertEquals(seen, CustomerSeenJson.read(CustomerSeenJson.write(seen)));
  }

  @Property
  void a_profile_is_read_back_equal(@ForAll Profile profile) {
    byte[] written = JsonBytes.object(json -> ProfileJson.write(json, profile));
    assertEquals(profile, ProfileJson.read(tree(written)));
    assertEquals(profile.addresses(), ProfileJson.readAddresses(tree(written).path("addresses")));
  }

  @Property(tries = 200)
  void fields_that_are_not_known_are_passed_over(
      @ForAll ProfileRecord profile, @ForAll LoyaltyEntry entry, @ForAll CustomerSeen seen) {
    assertEquals(profile, ProfileRecordJson.read(withMore(ProfileRecordJson.write(profile))));
    assertEquals(entry, LoyaltyEntryJson.read(withMore(LoyaltyEntryJson.write(entry))));
    assertEquals(seen, CustomerSeenJson.read(withMore(CustomerSeenJson.write(seen))));
  }

  @Property(tries = 100)
  void what_ends_too_early_or_too_late_is_refused(
      @ForAll ProfileRecord profile, @ForAll LoyaltyEntry entry, @ForAll CustomerSeen seen) {
    assertCutIsRefused(ProfileRecordJson.write(profile), ProfileRecordJson::read);
    assertCutIsRefused(LoyaltyEntryJson.write(entry), LoyaltyEntryJson::read);
    assertCutIsRefused(CustomerSeenJson.write(seen), CustomerSeenJson::read);
  }

  private static void assertCutIsRefused(byte[] json, Function<byte[], ?> read) {
    for (int length = 0; length < json.length; length++) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThrows(IllegalArgumentException.class, () -> read.apply(cut));
    }
    byte[] longer = Arrays.copyOf(json, json.length + 1);
    longer[json.length] = '{';
    assertThrows(IllegalArgumentException.class, () -> read.apply(longer));
  }

  @Property(tries = 2000)
  void a_wrong_byte_makes_another_value_or_is_refused_and_nothing_wilder(
      @ForAll ProfileRecord profile,
      @ForAll LoyaltyEntry entry,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int place,
      @ForAll byte value) {
    assertTame(ProfileRecordJson.write(profile), ProfileRecordJson::read, place, value);
    assertTame(LoyaltyEntryJson.write(entry), LoyaltyEntryJson::read, place, value);
  }

  private static void assertTame(byte[] json, Function<byte[], ?> read, int place, byte value) {
    json[place % json.length] = value;
    try {
      read.apply(json);
    } catch (IllegalArgumentException damaged) {
      // As it should: anything else fails the property.
      return;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"t-1\" -> 7",
        "\"c-1\" -> \"secret/x\"",
        "2, -> 0,",
        "2, -> \"secret\",",
        "2, -> 2.5,",
        "2, -> 9223372036854775808,",
        "\"2026-01-01T00:00:00Z\" -> null",
        "\"2026-01-01T00:00:00Z\" -> \"secret\"",
        "\"2026-01-01T00:00:00Z\" -> \"+999999-01-01T00:00:00Z\"",
        "\"secret@example.org\" -> 7",
        "\"secret@example.org\" -> {\"secret\":1}",
        "\"1990-05-17\" -> \"1990-secret\"",
        "true, -> \"secret\",",
        "\"shipping\" -> \"secret\"",
        "[\"secret\"] -> [null]",
        "[\"secret\"] -> [\"secret\",7]",
        "[\"secret\"] -> \"secret\"",
        "\"event\" -> \"secret\"",
        "\"profile\":{ -> \"profile\":[],\"x\":{",
        "\"revision\" -> \"secret\"",
        "\"tags\" -> tags"
      })
  void a_damaged_record_is_refused_without_what_stands_in_it(String damage) {
    String[] step = damage.split(" -> ");
    String damaged = KNOWN.replace(step[0], step[1]);
    assertFalse(damaged.equals(KNOWN), "it is damaged");

    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> ProfileRecordJson.read(damaged.getBytes(UTF_8)));

    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertFalse(String.valueOf(cause.getMessage()).contains("secret"), cause.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"date_of_birth\":\"1990-secret\"}",
        "{\"addresses\":[{\"type\":\"secret\"}]}",
        "{\"addresses\":[{\"line1\":[\"secret\"]}]}",
        "{\"tags\":[\"secret\",null]}",
        "{\"email\":{\"secret\":1}}"
      })
  void a_damaged_profile_is_refused_without_what_stands_in_it(String damaged) {
    JsonNode json = tree(damaged.getBytes(UTF_8));
    var refused = assertThrows(IllegalArgumentException.class, () -> ProfileJson.read(json));
    assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{}", "{\"tenant_id\":\"t-1\"}"})
  void what_is_no_record_at_all_is_refused(String json) {
    for (Function<byte[], ?> read :
        List.<Function<byte[], ?>>of(
            ProfileRecordJson::read, LoyaltyEntryJson::read, CustomerSeenJson::read)) {
      assertThrows(IllegalArgumentException.class, () -> read.apply(json.getBytes(UTF_8)));
    }
  }

  @Test
  void names_that_a_later_release_may_add_are_passed_over() {
    String later =
        KNOWN
            .replace("[\"email\"]", "[\"nickname\",\"email\"]")
            .replace("[{\"channel\"", "[{\"channel\":\"fax\",\"opted_in\":true},{\"channel\"");
    assertEquals(
        ProfileRecordJson.read(KNOWN.getBytes(UTF_8)),
        ProfileRecordJson.read(later.getBytes(UTF_8)));
  }

  /** The same object with more fields in each object of it. */
  private static byte[] withMore(byte[] json) {
    JsonNode tree = tree(json);
    more(tree);
    return tree.toString().getBytes(UTF_8);
  }

  private static void more(JsonNode node) {
    node.forEach(ProfileCodecsTest::more);
    if (node instanceof ObjectNode object) {
      object.putObject("unknown").putArray("more").add(1);
    }
    if (node instanceof ArrayNode array) {
      array.forEach(ProfileCodecsTest::more);
    }
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
