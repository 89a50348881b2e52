package shop.crm.schemas.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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

  /** The longest headers that are kept of a message, all together, in bytes. */
  private static final int MAX_ORIGINAL_HEADERS = 256 << 10;

  private static final String RABBITMQ = "rabbitmq:";

  public DeadLetter {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * The dead letter for a body that was not taken in.
   *
   * @param rejection why
   * @param source where it came from: {@link #rabbitSource}, {@link #kafkaSource} or {@link
   *     #outboxSource}
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
    return of(rejection, source, receivedAt, body, body.length, original);
  }

  /**
   * The dead letter for a body of which only the beginning was read.
   *
   * @param body its beginning
   * @param size how many bytes it has in all
   */
  public static DeadLetter of(
      Rejection rejection,
      String source,
      Instant receivedAt,
      byte[] body,
      long size,
      Map<String, byte[]> original) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(Headers.ID, text(id(source, body, size, original)));
    headers.put(Headers.REASON, text(rejection.reason().code()));
    headers.put(Headers.DETAIL, text(rejection.detail()));
    headers.put(Headers.SOURCE, text(source));
    headers.put(Headers.RECEIVED_AT, text(receivedAt.toString()));
    keep(original, MAX_ORIGINAL_HEADERS, headers);
    return cut(body, size, Topics.MAX_DEAD_LETTER_BYTES, headers);
  }

  /**
   * The same, cut to {@link Topics#MIN_DEAD_LETTER_BYTES} and without what it came with, for a
   * topic that does not take it whole.
   */
  public DeadLetter shortened() {
    Map<String, byte[]> own = new LinkedHashMap<>(headers);
    int before = own.size();
    own.keySet().removeIf(name -> name.startsWith(Headers.ORIGINAL_PREFIX));
    long omitted = number(Headers.OMITTED_HEADERS, 0) + before - own.size();
    if (omitted > 0) {
      own.put(Headers.OMITTED_HEADERS, text(Long.toString(omitted)));
    }
    return cut(
        value, number(Headers.ORIGINAL_SIZE, value.length), Topics.MIN_DEAD_LETTER_BYTES, own);
  }

  private long number(String header, long otherwise) {
    byte[] digits = headers.get(header);
    return digits == null
        ? otherwise
        : Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  private static DeadLetter cut(byte[] body, long size, int most, Map<String, byte[]> headers) {
    byte[] kept = body.length > most ? Arrays.copyOf(body, most) : body;
    if (kept.length < size) {
      headers.put(Headers.ORIGINAL_SIZE, text(Long.toString(size)));
    }
    return new DeadLetter(kept, headers);
  }

  /** Whoever sends headers without end must not get their own dead letter refused. */
  private static void keep(Map<String, byte[]> original, int most, Map<String, byte[]> headers) {
    int room = most;
    int omitted = 0;
    for (Map.Entry<String, byte[]> header : original.entrySet()) {
      int length = text(header.getKey()).length + header.getValue().length;
      if (length <= room) {
        room -= length;
        headers.put(Headers.ORIGINAL_PREFIX + header.getKey(), header.getValue());
      } else {
        omitted++;
      }
    }
    if (omitted > 0) {
      headers.put(Headers.OMITTED_HEADERS, text(Integer.toString(omitted)));
    }
  }

  /**
   * A record of Kafka or a row is the same by its place and bytes. A message from RabbitMQ has no
   * place; it is the same by all that its publisher gave it, so that a second one with the same
   * properties is a repeat, as it is for events.
   */
  private static String id(String source, byte[] body, long size, Map<String, byte[]> original) {
    MessageDigest digest = Hashes.sha256();
    add(digest, text(source));
    if (source.startsWith(RABBITMQ)) {
      new TreeMap<>(original)
          .forEach(
              (name, value) -> {
                if (!isSetByBroker(name)) {
                  add(digest, text(name));
                  add(digest, value);
                }
              });
    }
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).array());
    return Hashes.hex(digest, body);
  }

  /** What a broker counts up each time that it hands a message out. */
  private static boolean isSetByBroker(String name) {
    return name.equals("redelivered") || name.startsWith("header-x-");
  }

  /** With its length before it, so that no two rows of values are the same row of bytes. */
  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  /** The source of a message that was taken from a RabbitMQ queue. */
  public static String rabbitSource(String queue) {
    return RABBITMQ + queue;
  }

  /** The source of a record that was read from a Kafka topic. */
  public static String kafkaSource(String topic, int partition, long offset) {
    return "kafka:" + topic + "-" + partition + "@" + offset;
  }

  /** The source of a row of the outbox. */
  public static String outboxSource(long row) {
    return "postgres:outbox@" + row;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
