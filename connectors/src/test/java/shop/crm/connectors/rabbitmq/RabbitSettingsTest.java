package shop.crm.connectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RabbitSettingsTest {

  @Test
  void neither_its_text_nor_its_address_tells_the_password() {
    RabbitSettings settings = settings("amqps://shop:secret@mq.example:5671/crm");
    assertEquals("amqps://mq.example:5671/crm", settings.broker().toString());
    assertFalse(settings.toString().contains("secret"));
  }

  @Test
  void a_refusal_does_not_tell_the_password() {
    for (String wrong :
        new String[] {
          "http://u:secret@h",
          "amqp:///secret",
          "amqp://u:secret:x@h",
          "amqp://u:secret^@h",
          "amqp://u:secret@h/a/b"
        }) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> settings(wrong)).getMessage();
      assertFalse(message.contains("secret"), message);
    }
  }

  private static RabbitSettings settings(String url) {
    return new RabbitSettings(RabbitAddress.of(url), "shop.events", "crm.events");
  }
}
