package shop.crm.topology.thresholds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import shop.crm.schemas.Headers;
import shop.crm.schemas.topic.RecalculationRequest;

/** The end of a request to recalculate: a record that removes it, but no request after it. */
public final class RecalculationAnswer {

  private RecalculationAnswer() {}

  /** The record that removes a request once it is answered. */
  static Record<String, byte[]> of(String tenant, String request, Instant at) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Headers.ANSWERS, request.getBytes(UTF_8));
    return new Record<>(tenant, null, at.toEpochMilli(), headers);
  }

  /**
   * Whether a record takes the place of what is there. One that answers a request leaves another
   * one alone: that came while the first was answered.
   */
  public static boolean replaces(Optional<byte[]> request, Record<String, byte[]> record) {
    Header answers = record.headers().lastHeader(Headers.ANSWERS);
    if (record.value() != null || answers == null) {
      return true;
    }
    String answered = new String(answers.value(), UTF_8);
    return request.isPresent() && id(request.get()).map(answered::equals).orElse(true);
  }

  /** The id of a request; nothing where whoever wrote it wrote something else. */
  public static Optional<String> id(byte[] request) {
    try {
      return Optional.of(RecalculationRequest.fromJson(request).id());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
