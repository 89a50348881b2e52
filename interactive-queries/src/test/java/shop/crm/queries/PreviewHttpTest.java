package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PreviewHttpTest {

  private static final String PREVIEW = "/api/v1/segments/preview";
  private static final String RICH =
      """
      {"conditions": [{"field": "total_spent", "operator": "gt", "value": 1000}]}""";

  @Test
  void who_would_be_in_is_counted_and_shown() {
    try (TestServer server = new TestServer()) {
      server.state.customers.put(Shop.ANNA, Shop.anna());
      server.state.customers.put(Shop.STUB, Shop.stub());
      server.state.customers.put(Shop.ELSEWHERE, Shop.anna());

      var reply = server.post(PREVIEW, RICH, "Content-Type", Bodies.JSON);

      assertEquals(
          "200 1 anna",
          reply.status()
              + " "
              + reply.json().path("count").asText()
              + " "
              + reply.json().at("/sample/0/id").asText());
    }
  }

  @Test
  void nobody_looks_on_for_a_caller_who_has_gone() throws Exception {
    try (TestServer server = new TestServer()) {
      server.state.endless = true;
      try (Socket caller = new Socket("127.0.0.1", server.port())) {
        ask(caller, RICH);
        assertTrue(server.state.looks.await(20, TimeUnit.SECONDS));
      }

      assertTrue(server.state.stopped.await(20, TimeUnit.SECONDS));
    }
  }

  private static void ask(Socket caller, String body) throws IOException {
    String request =
        "POST %s HTTP/1.1\r\nHost: crm\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(PREVIEW, Bodies.JSON, body.length(), body);
    caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    caller.getOutputStream().flush();
  }
}
