package shop.crm.benchmarks.fuzz.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.fuzz.http.FuzzRequest.Wanted;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Answer.Header;
import shop.crm.benchmarks.wire.Exchange.End;
import shop.crm.benchmarks.wire.Exchange.Outcome;

class HttpJudgeTest {

  private static final Answer MARKED = answer(200, "{\"tenant_id\":\"fuzz-marker\"}");

  private static Answer answer(int status, String body, Header... more) {
    List<Header> headers = new ArrayList<>(Arrays.asList(more));
    headers.add(
        new Header("Content-Type", status < 400 ? "application/json" : "application/problem+json"));
    return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> faults(Framing framing, Answer... answers) {
    return faults(framing, End.CLOSED, answers);
  }

  private static List<String> faults(Framing framing, End end, Answer... answers) {
    return faults("body", framing, end, answers);
  }

  private static List<String> faults(String category, Framing framing, End end, Answer... answers) {
    return faults(request(category, framing, Wanted.ANYTHING), end, answers);
  }

  private static List<String> faults(FuzzRequest request, End end, Answer... answers) {
    return HttpJudge.faults(request, new Outcome(List.of(answers), end, ""));
  }

  private static FuzzRequest request(String category, Framing framing, Wanted wanted) {
    Operation operation =
        new Operation(
            "POST",
            "/api/v1/x",
            List.of(),
            List.of("application/json"),
            Optional.of("admin"),
            false,
            false);
    return new FuzzRequest(0, operation, "POST", category, framing, wanted, new byte[0]);
  }

  private static List<String> faults(Wanted wanted, Answer... answers) {
    return faults(request("credential", Framing.WHOLE, wanted), End.CLOSED, answers);
  }

  @Test
  void a_call_of_other_instances_and_one_for_two_tenants_are_refused() {
    for (String category : List.of(FuzzRequest.INTERNAL_PATH, FuzzRequest.TWO_TENANTS)) {
      assertEquals(
          List.of("answers 200 to what nobody may ask"),
          faults(category, Framing.WHOLE, End.CLOSED, answer(200, "{}"), MARKED));
      assertEquals(
          List.of(), faults(category, Framing.WHOLE, End.CLOSED, answer(400, "{}"), MARKED));
    }
  }

  @Test
  void one_answer_and_the_next_request_answered_or_the_connection_closed_is_right() {
    assertEquals(List.of(), faults(Framing.WHOLE, answer(422, "{}"), MARKED));
    assertEquals(List.of(), faults(Framing.WHOLE, answer(413, "{}")));
    assertEquals(List.of(), faults(Framing.BROKEN));
    assertEquals(List.of(), faults(Framing.BROKEN, answer(400, "{}")));
    assertEquals(List.of(), faults(Framing.TRAILED, answer(200, "{}"), answer(400, "{}")));
  }

  @Test
  void a_second_answer_to_one_request_is_smuggled() {
    assertEquals(
        List.of("3 answers to one request [400, 200, 200]"),
        faults(Framing.DOUBTFUL, answer(400, "{}"), answer(200, "{}"), MARKED));
    assertEquals(
        List.of("2 answers to one request [200, 200]"),
        faults(Framing.WHOLE, answer(200, "{}"), answer(200, "{}")));
  }

  @Test
  void a_request_that_is_passed_over_is_told() {
    assertEquals(List.of("does not answer"), faults(Framing.WHOLE));
    assertEquals(List.of("1 answers to one request [200]"), faults(Framing.WHOLE, MARKED));
  }

  @Test
  void nothing_behind_a_broken_framing_is_read() {
    assertEquals(
        List.of("reads on where an end cannot be known [400, 200]"),
        faults(Framing.BROKEN, answer(400, "{}"), MARKED));
    assertEquals(
        List.of("reads on where an end cannot be known [201]"),
        faults(Framing.BROKEN, answer(201, "{}")));
  }

  @Test
  void only_a_busy_server_answers_with_a_fault_of_its_own() {
    assertEquals(List.of("answers 500"), faults(Framing.WHOLE, answer(500, "{}")));
    assertEquals(List.of("answers 503"), faults(Framing.WHOLE, answer(503, "{}")));
    assertEquals(
        List.of(), faults(Framing.WHOLE, answer(503, "{}", new Header("Retry-After", "1"))));
  }

  @Test
  void who_may_not_ask_is_answered_as_is_known() {
    Header challenge = new Header("WWW-Authenticate", "Bearer");
    Header later = new Header("Retry-After", "1");
    Wanted refused = new Wanted(Set.of(401), true);
    assertEquals(List.of(), faults(refused, answer(401, "{}", challenge), MARKED));
    assertEquals(List.of(), faults(refused, answer(429, "{}", later)));
    assertEquals(List.of("answers 400, not [401]"), faults(refused, answer(400, "{}")));
    assertEquals(List.of("answers 200 to who may not ask"), faults(refused, answer(200, "{}")));
    assertEquals(
        List.of("answers 204 to who may not ask"),
        faults(new Wanted(Set.of(), true), answer(204, "{}")));
    assertEquals(
        List.of("answers 401 without saying how to prove oneself"),
        faults(refused, answer(401, "{}")));
  }

  @Test
  void no_problem_tells_a_key() {
    assertEquals(
        List.of("tells a key in an answer 400"),
        faults(Framing.WHOLE, answer(400, "crm_0123456789abcdef_0123456789ABCDEFghijklm")));
  }

  @Test
  void an_answer_tells_nothing_of_the_inside() {
    for (String inside :
        List.of(
            "java.lang.IllegalStateException",
            "NumberFormatException: x",
            "at io.helidon.Http(Http.java:5)",
            "SQLSTATE 42601")) {
      assertEquals(
          List.of("tells of its inside in an answer 400"),
          faults(Framing.WHOLE, answer(400, inside)));
    }
  }

  @Test
  void a_connection_without_an_end_hangs() {
    assertEquals(List.of("hangs: "), faults(Framing.CUT, End.SILENT));
  }
}
