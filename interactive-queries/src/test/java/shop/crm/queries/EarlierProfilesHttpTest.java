package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;

/** What an earlier release took and this one would refuse can be sent back as it was read. */
class EarlierProfilesHttpTest {

  private static final String BOB = ApiPaths.CUSTOMERS + "/bob";

  private TestServer server;
  private JsonNode before;

  @BeforeEach
  void start() {
    server = new TestServer();
    JsonNode earlier =
        TestServer.json(
            """
            {"email": "bob at home", "phone": "ask", "first_name": "Bo\\tb", "gender": "m",
             "date_of_birth": "2999-01-01", "tags": ["vip", "a\\tb"], "source": "fair",
             "addresses": [{"type": "other", "country": "ZZ", "is_default": false}]}
            """);
    server.profiles.write(
        writer ->
            writer.create(
                new CustomerKey("default", "bob"), ProfileJson.read(earlier), Origin.API));
    before = server.get(BOB).json();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply imported(String body, String type) {
    return server.post(ApiPaths.CUSTOMERS + ":import", body, "Content-Type", type);
  }

  private JsonNode changed(String fields) {
    ObjectNode after = before.deepCopy();
    after.setAll((ObjectNode) TestServer.json(fields));
    return after.put("version", 2);
  }

  @Test
  void every_way_in_takes_back_what_was_read() {
    assertEquals(before, server.json("PUT", BOB, before.toString()).json());
    assertEquals(before, server.json("PATCH", BOB, "{\"email\": \"bob at home\"}").json());
    assertEquals(
        1, imported(before.toString(), "application/x-ndjson").json().path("unchanged").asInt());
    assertEquals(
        1,
        imported("id,email,phone\nbob,bob at home,ask\n", "text/csv")
            .json()
            .path("unchanged")
            .asInt());
    assertEquals(before, server.get(BOB).json());
  }

  @Test
  void other_fields_change_beside_them() {
    assertEquals(
        changed("{\"gender\": \"male\", \"source\": null}"),
        server
            .json("PUT", BOB, changed("{\"gender\": \"male\", \"source\": null}").toString())
            .json());
  }

  @Test
  void what_is_given_anew_is_checked_and_what_is_not_given_goes() {
    Reply refused =
        server.json(
            "PUT", BOB, changed("{\"email\": \"bob at work\", \"tags\": [\"a\\tb\"]}").toString());
    assertEquals(422, refused.status());
    assertEquals(
        List.of("/email", "/tags/0"), refused.json().path("errors").findValuesAsText("pointer"));
    assertEquals(
        1, imported("id,email\nbob,bob at work\n", "text/csv").json().path("failed").asInt());

    JsonNode after = server.json("PUT", BOB, "{\"email\": \"bob at home\"}").json();
    assertEquals(
        "bob at home null", after.path("email").asText() + " " + after.path("phone").asText());
  }
}
