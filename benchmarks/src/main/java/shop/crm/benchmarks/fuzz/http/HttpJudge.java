package shop.crm.benchmarks.fuzz.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import shop.crm.benchmarks.check.LogCheck;
import shop.crm.benchmarks.fuzz.http.FuzzRequest.Wanted;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Exchange.Outcome;

/** What must be true of every answer, and of how many there are. */
final class HttpJudge {

  private static final Pattern LEAK =
      Pattern.compile(
          "\\b(java|javax|io\\.helidon|shop\\.crm|org\\.(postgresql|apache|rocksdb|jdbi))\\.[a-z]"
              + "|[a-z]Exception\\b|\\bat \\w+(\\.[\\w$]+)+\\(|SQLSTATE");
  private static final String PROBLEM = "application/problem+json";

  private HttpJudge() {}

  /** What is wrong with what came of a request. */
  static List<String> faults(FuzzRequest request, Outcome outcome) {
    List<String> faults = new ArrayList<>();
    for (Answer answer : outcome.answers()) {
      check(request, answer, faults);
    }
    outcome.answers().stream().findFirst().ifPresent(first -> checkWanted(request, first, faults));
    switch (outcome.end()) {
      case SILENT -> faults.add("hangs: " + outcome.detail());
      case MALFORMED -> faults.add("answers what is not HTTP: " + outcome.detail());
      case REFUSED -> faults.add("does not take a connection: " + outcome.detail());
      case FLOODED -> faults.add("answers without end");
      case CLOSED, RESET -> countAnswers(request, outcome.answers(), faults);
      case STREAMING -> {}
    }
    return faults;
  }

  private static void check(FuzzRequest request, Answer answer, List<String> faults) {
    int status = answer.status();
    boolean busy = status == 503 && saysWhen(answer);
    // RFC 9112, 6.1: what a server answers to a transfer coding that it does not know.
    boolean unknownCoding = status == 501 && request.category().endsWith("transfer coding");
    if (status >= 500 && !busy && !unknownCoding) {
      faults.add("answers " + status);
    }
    if (status < 400 && mustNotBeAnswered(request) && !Marker.isAnsweredBy(answer)) {
      faults.add("answers " + status + " to what nobody may ask");
    }
    boolean problem = answer.header("Content-Type").filter(PROBLEM::equals).isPresent();
    if (status >= 400 && !problem && !request.isHead()) {
      faults.add("answers " + status + " that is no problem+json");
    }
    if (status >= 400 && tellsOfInside(answer.text())) {
      faults.add("tells of its inside in an answer " + status);
    }
    if (status >= 400 && LogCheck.tellsKey(answer.text())) {
      faults.add("tells a key in an answer " + status);
    }
    if (answer.header("X-Injected").isPresent()) {
      faults.add("takes a header out of a value");
    }
  }

  private static boolean saysWhen(Answer answer) {
    return answer.header("Retry-After").isPresent();
  }

  /** What is known of the answer to what was sent, whatever comes behind it. */
  private static void checkWanted(FuzzRequest request, Answer first, List<String> faults) {
    Wanted wanted = request.wanted();
    int status = first.status();
    boolean later = (status == 429 || status == 503) && saysWhen(first);
    if (Marker.isAnsweredBy(first) || later) {
      return;
    }
    if (wanted.refused() && status < 400) {
      faults.add("answers " + status + " to who may not ask");
    } else if (!wanted.statuses().isEmpty() && !wanted.statuses().contains(status)) {
      faults.add("answers " + status + ", not " + new TreeSet<>(wanted.statuses()));
    }
    boolean challenge = first.header("WWW-Authenticate").isPresent();
    if (status == 401 && !challenge) {
      faults.add("answers 401 without saying how to prove oneself");
    }
  }

  static boolean tellsOfInside(String text) {
    return LEAK.matcher(text).find();
  }

  private static boolean mustNotBeAnswered(FuzzRequest request) {
    boolean internalPath = request.category().equals(FuzzRequest.INTERNAL_PATH);
    boolean twoTenants = request.category().equals(FuzzRequest.TWO_TENANTS);
    return (internalPath && !request.operation().internal())
        || (twoTenants && request.operation().path().contains("/api/v1/"));
  }

  private static void countAnswers(FuzzRequest request, List<Answer> answers, List<String> faults) {
    List<Boolean> markers = answers.stream().map(Marker::isAnsweredBy).toList();
    int count = answers.size();
    boolean marked = markers.contains(true);
    boolean inOrder = !marked || (count == 2 && markers.getLast());
    switch (request.framing()) {
      case WHOLE -> {
        if (count == 0) {
          faults.add("does not answer");
        } else if (!inOrder || (count > 1 && !marked)) {
          faults.add(count + " answers to one request" + shown(answers));
        }
      }
      case DOUBTFUL -> {
        boolean onlyRefused = count <= 1 || answers.getLast().status() == 400;
        if (marked ? !inOrder : count > 2 || !onlyRefused) {
          faults.add(count + " answers to one request" + shown(answers));
        }
      }
      case TRAILED -> {
        if (marked || count > 2 || (count == 2 && answers.getLast().status() < 400)) {
          faults.add("passes over what is no request" + shown(answers));
        }
      }
      case BROKEN -> {
        // Who wants no body may answer before it turns out to be none.
        boolean taken =
            request.operation().takesBody()
                && request.method().equals(request.operation().method())
                && count == 1
                && answers.getFirst().status() < 400;
        if (count > 1 || marked || taken) {
          faults.add("reads on where an end cannot be known" + shown(answers));
        }
      }
      case CUT -> {
        if (count > 1) {
          faults.add(count + " answers to one request that is cut off" + shown(answers));
        }
      }
    }
  }

  private static String shown(List<Answer> answers) {
    return " " + answers.stream().map(Answer::status).toList();
  }
}
