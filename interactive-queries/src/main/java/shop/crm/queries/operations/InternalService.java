package shop.crm.queries.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shop.crm.queries.http.DisconnectWatch;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.NotAvailableException;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.StreamedJson;
import shop.crm.queries.http.filter.PeerCalls;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.earlier.EarlierRoute;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.QuestionJson;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** What instances ask each other, and the command line asks them; no part of the public API. */
public final class InternalService implements Resource {

  private static final long AUDIT_TIMEOUT_MINUTES = 30;

  private final LiveState state;

  /** The resource over what it answers from. */
  public InternalService(LiveState state) {
    this.state = state;
  }

  @Override
  public List<Route> routes() {
    Stream<Route> questions =
        Stream.concat(
            Stream.of(EarlierRoute.values()).map(this::earlier),
            Stream.of(Route.open(Method.POST, QuestionJson.PATH, this::question)));
    return Stream.concat(
            questions, Stream.of(Route.open(Method.POST, "/internal/audit", this::audit)))
        .toList();
  }

  private Route earlier(EarlierRoute route) {
    return route.hasBody()
        ? Route.open(
            Method.POST, route.path(), (request, response) -> earlierBody(route, request, response))
        : Route.open(
                Method.GET,
                route.path(),
                (request, response) -> earlierQuery(route, request, response))
            .taking(route.parameters());
  }

  private void earlierBody(EarlierRoute route, ServerRequest request, ServerResponse response)
      throws IOException {
    byte[] body = PeerCalls.body(request);
    answer(request, response, read(() -> route.question(body)));
  }

  private void earlierQuery(EarlierRoute route, ServerRequest request, ServerResponse response)
      throws IOException {
    PartitionQuestion<?, ?> question =
        read(() -> route.questionIn(name -> Requests.query(request, name)));
    if (route.answersList()) {
      response.header(Json.TYPE).send(list(question));
    } else {
      answer(request, response, question);
    }
  }

  private <P> byte[] list(PartitionQuestion<P, ?> question) {
    return EarlierRoute.list(question, Answers.here(state.answer(question, () -> false)).value());
  }

  private void question(ServerRequest request, ServerResponse response) throws IOException {
    byte[] body = PeerCalls.body(request);
    answer(request, response, read(() -> QuestionJson.question(body)));
  }

  private static PartitionQuestion<?, ?> read(Supplier<PartitionQuestion<?, ?>> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.malformed("Not a question of another instance"));
    }
  }

  /** An answer that may take long ends with its caller; one that may be large is streamed. */
  private <P> void answer(
      ServerRequest request, ServerResponse response, PartitionQuestion<P, ?> question)
      throws IOException {
    switch (question.effort()) {
      case ALL_ROWS ->
          DisconnectWatch.answer(
              response,
              gone -> {
                List<Part<P>> parts = Answers.here(state.answer(question, gone)).value();
                return JsonBytes.object(json -> QuestionJson.write(json, question, parts));
              });
      case FIGURES, MEMORY, SOME_ROWS -> {
        List<Part<P>> parts = Answers.here(state.answer(question, () -> false)).value();
        StreamedJson.send(request, response, json -> QuestionJson.write(json, question, parts));
      }
    }
  }

  private void audit(ServerRequest request, ServerResponse response)
      throws ExecutionException, InterruptedException {
    List<AuditReport> reports;
    try {
      reports = state.audit().get(AUDIT_TIMEOUT_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new NotAvailableException("The audit took too long", e);
    }
    byte[] answer =
        JsonBytes.object(
            json -> {
              json.writeArrayFieldStart("partitions");
              for (AuditReport report : reports) {
                write(json, report);
              }
              json.writeEndArray();
            });
    response.header(Json.TYPE).send(answer);
  }

  private static void write(JsonGenerator json, AuditReport report) throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", report.partition());
    json.writeNumberField("customers", report.customers());
    json.writeNumberField("orders", report.orders());
    json.writeArrayFieldStart("differences");
    for (String difference : report.differences()) {
      json.writeString(difference);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
