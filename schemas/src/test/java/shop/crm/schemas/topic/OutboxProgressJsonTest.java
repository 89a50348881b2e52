package shop.crm.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxProgressJsonTest {

  @Test
  void what_was_published_is_written_so_in_every_release() {
    assertEquals(
        "{\"ids\":[3,300]}", new String(OutboxProgressJson.write(List.of(3L, 300L)), UTF_8));
    assertEquals(
        List.of(3L, 300L),
        OutboxProgressJson.read("{\"ids\":[3,300],\"later\":1}".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mark", "{\"ids\":3}", "{\"ids\":[\"3\"]}", "{\"ids\":[3]"})
  void anything_else_is_refused(String record) {
    assertThrows(
        IllegalArgumentException.class, () -> OutboxProgressJson.read(record.getBytes(UTF_8)));
  }
}
