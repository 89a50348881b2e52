package shop.crm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.standalone.data.Endpoints;
import shop.crm.standalone.failure.CannotStart;

class DoorTest {

  private static final String CONFIGURED = "amqp://shop:secret@mq.example/crm";

  @TempDir private Path directory;

  @Test
  void an_address_without_its_password_stands_behind_the_configured_one() throws Exception {
    written("amqp://shop@mq.example/crm");
    assertEquals(
        URI.create(CONFIGURED), Door.amqp(Optional.empty(), environment(CONFIGURED)).url());
    assertEquals(
        URI.create("amqp://shop@mq.example/crm"),
        Door.amqp(Optional.empty(), environment("")).url());
  }

  @Test
  void the_embedded_broker_of_the_running_service_comes_before_the_configured_one()
      throws Exception {
    written("amqp://crm:random@127.0.0.1:41234");
    assertEquals(
        URI.create("amqp://crm:random@127.0.0.1:41234"),
        Door.amqp(Optional.empty(), environment(CONFIGURED)).url());
  }

  @Test
  void what_is_named_comes_first() throws Exception {
    written("amqp://crm:random@127.0.0.1:41234");
    URI named = URI.create("amqps://mq.example/");
    assertEquals(named, Door.amqp(Optional.of(named), environment(CONFIGURED)).url());
  }

  @Test
  void an_address_that_is_none_is_named_without_its_password() {
    for (String wrong : new String[] {"http://u:secret@h", "amqp://u:secret^@h", "secret"}) {
      String message =
          assertThrows(CannotStart.class, () -> Door.amqp(Optional.empty(), environment(wrong)))
              .getMessage();
      assertFalse(message.contains("secret"), message);
    }
  }

  private void written(String amqp) throws IOException {
    URI http = URI.create("http://127.0.0.1:8084");
    new Endpoints(http, http, "127.0.0.1:9092", URI.create(amqp), URI.create("postgres://h/crm"))
        .write(directory);
  }

  private Map<String, String> environment(String rabbit) {
    return Map.of("CRM_DATA_DIR", directory.toString(), "RABBITMQ_URL", rabbit);
  }
}
