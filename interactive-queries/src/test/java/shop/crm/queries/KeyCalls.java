package shop.crm.queries;

import java.util.ArrayList;
import java.util.List;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/**
 * What callers do with keys, and how tests read the answers.
 *
 * @param server that is asked
 */
record KeyCalls(TestServer server) {

  static final String KEYS = ApiPaths.KEYS;
  static final String VIEWER = "{\"name\": \"v\", \"role\": \"viewer\"}";

  /** Sends JSON with the key of somebody. */
  Reply post(String path, String body, String key, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Authorization", key));
    return server.json("POST", path, body, all.toArray(String[]::new));
  }

  Reply get(String path, String key) {
    return server.get(path, "Authorization", key);
  }

  Reply delete(String path, String key) {
    return server.delete(path, "Authorization", key);
  }

  /** The id of a key that was just made. */
  static String id(Reply made) {
    return made.json().path("id").asText();
  }

  /** A key that was just made, as it stands in the header Authorization. */
  static String bearer(Reply made) {
    return "Bearer " + made.json().path("key").asText();
  }

  /** The id of a key in the header Authorization. */
  static String id(String bearer) {
    return bearer.substring("Bearer crm_".length(), "Bearer crm_".length() + 16);
  }
}
