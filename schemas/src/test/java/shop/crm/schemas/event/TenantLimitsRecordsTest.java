package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.schemas.topic.TenantLimitsJson;

/** What the instances are told of limits keeps its schema, and is read back the same. */
class TenantLimitsRecordsTest {

  private static final TenantLimits SOME =
      new TenantLimits("t-1", Map.of(Limit.CUSTOMERS, 50_000L, Limit.EXPORTS, 2L), 3);

  private static String written(TenantLimits limits) {
    return new String(TenantLimitsJson.write(limits), UTF_8);
  }

  private static TenantLimits read(String json) {
    return TenantLimitsJson.read(json.getBytes(UTF_8));
  }

  private static TenantLimits highest() {
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    Arrays.stream(Limit.values()).forEach(limit -> values.put(limit, limit.most()));
    return new TenantLimits("t-1", values, 4);
  }

  @Test
  void limits_are_written_so_in_every_release() {
    assertEquals(
        """
        {"tenant_id":"t-1","revision":3,"limits":{"exports":2,"customers":50000}}""",
        written(SOME));
    assertEquals(
        """
        {"tenant_id":"t-1","revision":4,"limits":{"requests_per_second":1000000,\
        "requests_per_second_of_key":1000000,"feed_readers":2000,"previews":2,"exports":16,\
        "imports":8,"segments":200,"customers":1000000000}}""",
        written(highest()));
  }

  @Test
  void they_are_read_back_as_they_were_and_keep_their_schema() {
    for (TenantLimits limits : List.of(SOME, highest(), new TenantLimits("t-1", Map.of(), 5))) {
      assertEquals(limits, read(written(limits)));
      assertEquals(List.of(), Schemas.errors("tenants.json", written(limits)));
    }
  }

  @Test
  void what_a_later_release_knows_is_passed_over_and_what_it_lets_be_higher_is_the_highest() {
    String later =
        written(SOME)
            .replace("\"exports\":2", "\"exports\":99,\"gifts\":{}")
            .replace("{\"tenant_id\"", "{\"later\":[],\"tenant_id\"");

    assertEquals(
        new TenantLimits("t-1", Map.of(Limit.CUSTOMERS, 50_000L, Limit.EXPORTS, 16L), 3),
        read(later));
  }

  @Test
  void every_example_is_read() {
    for (JsonNode example : schema().get("examples")) {
      assertEquals(example, Bodies.object(written(read(example.toString()))));
    }
  }

  @Test
  void without_a_field_that_it_must_have_nothing_is_read() {
    ObjectNode example = (ObjectNode) schema().get("examples").get(0);
    for (String name : List.of("tenant_id", "revision", "limits")) {
      String json = example.deepCopy().without(name).toString();

      assertFalse(Schemas.errors("tenants.json", json).isEmpty(), name);
      assertThrows(IllegalArgumentException.class, () -> read(json), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "\"2\"", "null", "9223372036854775808"})
  void a_limit_that_is_none_is_refused(String value) {
    String json = written(SOME).replace("50000", value);

    assertFalse(Schemas.errors("tenants.json", json).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> read(json));
  }

  private static JsonNode schema() {
    return Bodies.object(Schemas.resource("/schemas/tenants.json"));
  }
}
