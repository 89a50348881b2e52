package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;
import shop.crm.schemas.topic.ApiKeyRecordJson;

/** What the instances are told of API keys keeps its schema, and is read back the same. */
class ApiKeyRecordsTest {

  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.120Z");
  private static final String ID = "7mz3k0q9v2c8x4hd";
  private static final SecretHash FIRST = SecretHash.ofHex("0f".repeat(32));
  private static final SecretHash SECOND = SecretHash.ofHex("a1".repeat(32));

  private static final ApiKeyRecord ROTATED =
      new ApiKeyRecord.Issued(
          new ApiKey(
              ID,
              "Shop \"back end\" ї",
              new Grant(Optional.of("t-1"), Set.of(Scope.PII_READ, Scope.CUSTOMERS_READ)),
              List.of(
                  new ApiKey.Secret(SECOND, Optional.empty()),
                  new ApiKey.Secret(FIRST, Optional.of(AT.plusSeconds(60)))),
              AT,
              Optional.of(AT.plusSeconds(3600)),
              2));

  private static final ApiKeyRecord PLATFORM =
      new ApiKeyRecord.Issued(
          new ApiKey(
              ID,
              "Platform",
              new Grant(Optional.empty(), EnumSet.allOf(Scope.class)),
              List.of(new ApiKey.Secret(FIRST, Optional.empty())),
              AT,
              Optional.empty(),
              1));

  private static final ApiKeyRecord REVOKED = new ApiKeyRecord.Revoked(ID, 3, AT);

  private static String written(ApiKeyRecord record) {
    return new String(ApiKeyRecordJson.write(record), UTF_8);
  }

  private static ApiKeyRecord read(String json) {
    return ApiKeyRecordJson.read(json.getBytes(UTF_8));
  }

  @Test
  void a_key_is_written_so_in_every_release() {
    assertEquals(
        """
        {"id":"7mz3k0q9v2c8x4hd","revision":2,"name":"Shop \\"back end\\" ї","tenant":"t-1",\
        "scopes":["customers:read","pii:read"],"secrets":[\
        {"sha256":"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"},\
        {"sha256":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",\
        "valid_until":"2026-02-01T10:01:00.120Z"}],\
        "created_at":"2026-02-01T10:00:00.120Z","expires_at":"2026-02-01T11:00:00.120Z"}\
        """,
        written(ROTATED));
    assertEquals(
        """
        {"id":"7mz3k0q9v2c8x4hd","revision":1,"name":"Platform","tenant":"*",\
        "scopes":["customers:read","customers:write","pii:read","loyalty:read","loyalty:write",\
        "segments:read","segments:write","analytics:read","changes:read","events:write",\
        "operations:read","admin"],"secrets":[\
        {"sha256":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"}],\
        "created_at":"2026-02-01T10:00:00.120Z"}\
        """,
        written(PLATFORM));
    assertEquals(
        """
        {"id":"7mz3k0q9v2c8x4hd","revision":3,"revoked_at":"2026-02-01T10:00:00.120Z"}\
        """,
        written(REVOKED));
  }

  @Test
  void it_is_read_back_as_it_was_and_keeps_its_schema() {
    for (ApiKeyRecord record : List.of(ROTATED, PLATFORM, REVOKED)) {
      assertEquals(record, read(written(record)));
      assertEquals(List.of(), Schemas.errors("keys.json", written(record)));
    }
  }

  @Test
  void fields_and_scopes_of_a_later_release_are_passed_over() {
    String later =
        written(ROTATED)
            .replace("\"scopes\":[", "\"later\":{},\"scopes\":[\"gifts:write\",")
            .replace("{\"sha256\"", "{\"kind\":7,\"sha256\"");

    assertEquals(ROTATED, read(later));
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
    for (String name : List.of("id", "revision", "name", "tenant", "secrets", "created_at")) {
      String json = example.deepCopy().without(name).toString();

      assertFalse(Schemas.errors("keys.json", json).isEmpty(), name);
      assertThrows(IllegalArgumentException.class, () -> read(json), name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "{}",
        "{\"id\":\"7mz3k0q9v2c8x4hd\",\"revision\":3}",
        "{\"id\":\"7mz3\",\"revision\":3,\"revoked_at\":\"2026-02-01T10:00:00Z\"}",
        "{\"id\":\"7mz3k0q9v2c8x4hd\",\"revision\":\"3\",\"revoked_at\":\"2026-02-01T10:00:00Z\"}",
        "{\"id\":\"7mz3k0q9v2c8x4hd\",\"revision\":3,\"revoked_at\":\"yesterday\"}"
      })
  void anything_else_is_refused(String json) {
    assertThrows(IllegalArgumentException.class, () -> read(json));
  }

  @Test
  void a_key_without_secrets_or_with_what_is_no_hash_is_refused() {
    String key = written(PLATFORM);
    String secrets = key.substring(key.indexOf("\"secrets\""), key.indexOf(",\"created_at\""));
    for (String broken : List.of("[]", "[{}]", "[{\"sha256\":\"0f\"}]", "[7]", "7")) {
      String json = key.replace(secrets, "\"secrets\":" + broken);
      assertThrows(IllegalArgumentException.class, () -> read(json), broken);
    }
  }

  private static JsonNode schema() {
    return Bodies.object(Schemas.resource("/schemas/keys.json"));
  }
}
