package shop.crm.schemas.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;

/**
 * A record of {@link Topics#DEAD_LETTERS}: the bytes as they came, and in the headers why they were
 * not taken in. The arrays are not copied; who makes or reads one leaves them as they are.
 *
 * @param value the body as it came, cut to {@link Topics#MAX_DEAD_LETTER_BYTES}
 * @param headers by name, see {@link Headers}; text is in UTF-8
 */
public record DeadLetter(byte[] value, Map<String, byte[]> headers) {

  public DeadLetter {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * The dead letter for a body that was not taken in.
   *
   * @param rejection why
   * @param source where it came from: {@link #rabbitSource} or {@link #kafkaSource}
   * @param receivedAt when it was received
   * @param body the bytes as they came
   * @param original the headers and properties it came with; their names get {@link
   *     Headers#ORIGINAL_PREFIX}
   */
  public static DeadLetter of(
      Rejection rejection,
      String source,
      Instant receivedAt,
      byte[] body,
      Map<String, byte[]> original) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(Headers.REASON, text(rejection.reason().code()));
    headers.put(Headers.DETAIL, text(rejection.detail()));
    headers.put(Headers.SOURCE, text(source));
    headers.put(Headers.RECEIVED_AT, text(receivedAt.toString()));
    boolean cut = body.length > Topics.MAX_DEAD_LETTER_BYTES;
    if (cut) {
      headers.put(Headers.ORIGINAL_SIZE, text(Integer.toString(body.length)));
    }
    original.forEach((name, value) -> headers.put(Headers.ORIGINAL_PREFIX + name, value));
    return new DeadLetter(cut ? Arrays.copyOf(body, Topics.MAX_DEAD_LETTER_BYTES) : body, headers);
  }

  /** The source of a message that was taken from a RabbitMQ queue. */
  public static String rabbitSource(String queue) {
    return "rabbitmq:" + queue;
  }

  /** The source of a record that was read from a Kafka topic. */
  public static String kafkaSource(String topic, int partition, long offset) {
    return "kafka:" + topic + "-" + partition + "@" + offset;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
