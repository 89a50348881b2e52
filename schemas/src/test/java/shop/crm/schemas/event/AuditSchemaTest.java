package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.AuditLine.Outcome;
import shop.crm.schemas.topic.AuditLineJson;

class AuditSchemaTest {

  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.120Z");

  @Test
  void a_line_keeps_its_schema_whether_all_of_it_is_known_or_little() {
    AuditLine all =
        new AuditLine(
            AT,
            Optional.of("t-1"),
            new AuditLine.Actor("key-1", Optional.of("maria")),
            new AuditLine.Call("PATCH", "/api/v1/customers/{id}", Optional.of("r-1")),
            Optional.of("c-1"),
            200);
    AuditLine little =
        new AuditLine(
            AT,
            Optional.empty(),
            AuditLine.Actor.COMMAND_LINE,
            new AuditLine.Call("POST", "/api/v1/keys", Optional.empty()),
            Optional.empty(),
            401);

    assertEquals(
        List.of(
            "{\"id\":7,\"at\":\"2026-02-01T10:00:00.120Z\",\"tenant_id\":\"t-1\","
                + "\"actor\":\"key-1\",\"on_behalf_of\":\"maria\",\"method\":\"PATCH\","
                + "\"route\":\"/api/v1/customers/{id}\",\"customer_id\":\"c-1\","
                + "\"outcome\":\"ok\",\"status\":200,\"request_id\":\"r-1\"}",
            "{\"id\":8,\"at\":\"2026-02-01T10:00:00.120Z\",\"actor\":\"cli\","
                + "\"method\":\"POST\",\"route\":\"/api/v1/keys\","
                + "\"outcome\":\"refused\",\"status\":401}"),
        List.of(kept(7, all), kept(8, little)));
  }

  private static String kept(long id, AuditLine line) {
    String json = new String(AuditLineJson.write(id, line), UTF_8);
    assertEquals(List.of(), Schemas.errors("audit.json", json));
    return json;
  }

  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "204, OK",
    "304, OK",
    "401, REFUSED",
    "403, REFUSED",
    "429, REFUSED",
    "400, FAILED",
    "404, FAILED",
    "500, FAILED"
  })
  void what_came_of_a_call_follows_from_what_http_answered(int status, Outcome outcome) {
    assertEquals(outcome, Outcome.of(status));
  }

  @Test
  void the_schema_names_the_outcomes_of_the_code() {
    List<String> named = new ArrayList<>();
    JsonNode schema = Bodies.object(Schemas.resource("/schemas/audit.json"));
    schema.at("/properties/outcome/enum").forEach(it -> named.add(it.asText()));

    assertEquals(Stream.of(Outcome.values()).map(Outcome::text).toList(), named);
  }
}
