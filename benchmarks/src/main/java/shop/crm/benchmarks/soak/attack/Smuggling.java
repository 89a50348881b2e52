package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.AnswerReader;

/** Requests in whose body another one lies, and calls of other instances under other spellings. */
final class Smuggling implements Attack {

  private static final String INNER =
      "0\r\n\r\nGET /internal/tallies?tenant=soak HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final List<String> SPELLINGS =
      List.of(
          "//internal//tallies",
          "/%69nternal/tallies",
          "/internal;a=b/tallies",
          "/api/v1/customers/../../../internal/tallies",
          "http://evil.example/internal/tallies");

  private final Way way;
  private final Faults faults;
  private int tries;

  Smuggling(Way way, Faults faults) {
    this.way = way;
    this.faults = faults;
  }

  @Override
  public String name() {
    return "smuggled requests and other spellings";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(500);
  }

  @Override
  public void strike() throws IOException {
    String spelling = SPELLINGS.get(tries % SPELLINGS.size());
    tries++;
    Optional<Answer> answer = way.ask("GET " + spelling + "?tenant=soak", Shop.TENANT, "");
    if (answer.filter(it -> it.status() < 400).isPresent()) {
      faults.add("an internal call is answered on the public port", spelling);
    }
    smuggle();
  }

  private void smuggle() throws IOException {
    String headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String size = Integer.toHexString(INNER.length());
    String request =
        way.head("POST /api/v1/customers", Shop.TENANT, headers)
            + size
            + ";x=y\r\n"
            + INNER
            + "\r\n0\r\n\r\n";
    try (Socket socket = way.connect()) {
      socket.getOutputStream().write(Way.bytes(request));
      socket.shutdownOutput();
      AnswerReader reader = new AnswerReader(socket.getInputStream());
      List<Integer> statuses = new ArrayList<>();
      for (Optional<Answer> next = reader.next(false);
          next.isPresent() && statuses.size() < 5;
          next = reader.next(false)) {
        statuses.add(next.get().status());
      }
      if (statuses.size() > 1) {
        faults.add("more than one answer to one request", "smuggling: " + statuses);
      }
    }
  }

  @Override
  public void close() {
    // Nothing stays open between strikes.
  }
}
