package shop.crm.topology.thresholds;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.topic.RecalculationRequest;

class RecalculationAnswerTest {

  private static final Record<String, byte[]> ANSWER =
      RecalculationAnswer.of("acme", "r-1", Instant.EPOCH);

  @Test
  void an_answer_removes_the_request_that_it_answers_and_no_request_after_it() {
    assertTrue(RecalculationAnswer.replaces(request("r-1"), ANSWER));
    assertFalse(RecalculationAnswer.replaces(request("r-2"), ANSWER));
    assertFalse(RecalculationAnswer.replaces(Optional.empty(), ANSWER));
  }

  @Test
  void a_request_and_a_removal_without_a_word_replace_whatever_is_there() {
    var next = new Record<>("acme", new RecalculationRequest("r-2").toJson(), 0L);

    assertTrue(RecalculationAnswer.replaces(request("r-1"), next));
    assertTrue(RecalculationAnswer.replaces(request("r-1"), next.withValue(null)));
  }

  private static Optional<byte[]> request(String id) {
    return Optional.of(new RecalculationRequest(id).toJson());
  }
}
