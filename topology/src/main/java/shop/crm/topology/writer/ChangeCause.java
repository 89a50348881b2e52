package shop.crm.topology.writer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import shop.crm.schemas.Headers;
import shop.crm.schemas.model.customer.Cause;

/** What brings changes about. Their records tell of it, so that their delay can be measured. */
public sealed interface ChangeCause {

  /** Rules, thresholds, segments: nothing that has a time of its own. */
  record Rules() implements ChangeCause {}

  /**
   * A fact.
   *
   * @param at its own time
   * @param received when it was published to Kafka
   * @param old whether it is of a time so long ago that what it changes is a backfill
   */
  record Fact(Instant at, Instant received, boolean old) implements ChangeCause {}

  /**
   * Time alone.
   *
   * @param at the moment from which on the state was another one
   */
  record Due(Instant at) implements ChangeCause {}

  /** Nothing that has a time of its own. */
  ChangeCause RULES = new Rules();

  /** The headers of the records of its changes. */
  default RecordHeaders headers() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Headers.CONTENT_TYPE, Headers.CLOUDEVENTS_JSON.getBytes(StandardCharsets.US_ASCII));
    switch (this) {
      case Rules _ -> {}
      case Fact(Instant at, Instant received, boolean _) -> {
        headers.add(Headers.EVENT_TIME, text(at));
        headers.add(Headers.RECEIVED_AT, text(received));
      }
      case Due(Instant at) -> headers.add(Headers.DUE_AT, text(at));
    }
    return headers;
  }

  /**
   * Whether a change is a backfill: an old fact brought it about. What time, thresholds, a
   * definition or an erasure moves is moved now, also where an old fact came to it.
   */
  default boolean backfills(Cause cause) {
    return this instanceof Fact fact
        && fact.old()
        && switch (cause) {
          case ORDER, LOYALTY, PROFILE, MANUAL -> true;
          case TIME, THRESHOLDS, DEFINITION, ERASURE -> false;
        };
  }

  private static byte[] text(Instant time) {
    return time.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
