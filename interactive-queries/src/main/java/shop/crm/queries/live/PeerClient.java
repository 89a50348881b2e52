package shop.crm.queries.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.live.earlier.EarlierInstances;
import shop.crm.queries.live.earlier.EarlierRoute;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.QuestionJson;

/** Asks other instances over HTTP. */
final class PeerClient implements Questions.Peers {

  /** What no answer reaches: rows of customers come some at a time, sums are small. */
  private static final long MAX_ANSWER_BYTES = 16 << 20;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Optional<ClusterSecret> secret;
  private final EarlierInstances earlier;
  private final PeerHttp http;

  /**
   * Asks nothing yet.
   *
   * @param secret what proves its questions to the others
   * @param http how they are reached; it is closed with this
   * @param earlier which of them do not know questions
   */
  PeerClient(Optional<ClusterSecret> secret, PeerHttp http, EarlierInstances earlier) {
    this.secret = secret;
    this.http = http;
    this.earlier = earlier;
  }

  /**
   * What another instance answers.
   *
   * @throws IOException if it does not answer in time, or with anything but an answer
   */
  @Override
  public <P> List<Part<P>> ask(HostInfo instance, PartitionQuestion<P, ?> question)
      throws IOException, InterruptedException {
    Duration longest = question.effort().longest();
    if (!earlier.includes(instance)) {
      HttpResponse<byte[]> answer =
          send(instance, "POST", QuestionJson.PATH, QuestionJson.toJson(question), longest);
      if (answer.statusCode() != NOT_FOUND) {
        return QuestionJson.parts(question, body(answer));
      }
      earlier.add(instance);
    }
    EarlierRoute route =
        EarlierRoute.of(question)
            .orElseThrow(() -> new IOException("is of a release that does not know the question"));
    return route.parts(
        question,
        body(
            send(
                instance,
                route.hasBody() ? "POST" : "GET",
                route.pathAndQuery(question),
                route.body(question),
                longest)));
  }

  private HttpResponse<byte[]> send(
      HostInfo instance, String method, String path, byte[] body, Duration longest)
      throws IOException, InterruptedException {
    URI uri = http.uri(instance.host(), instance.port(), path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(longest)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    secret.ifPresent(it -> it.sign(request, method, uri, body, Clock.systemUTC()));
    return http.client()
        .send(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
  }

  private static byte[] body(HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() != OK) {
      throw new IOException("answered " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
