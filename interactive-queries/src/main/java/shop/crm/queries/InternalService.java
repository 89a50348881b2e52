package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.PeerCustomers;
import shop.crm.queries.live.PeerPreviews;
import shop.crm.queries.live.PeerPurchases;
import shop.crm.queries.live.PeerTallies;
import shop.crm.queries.live.Preview;
import shop.crm.schemas.JsonBytes;
import shop.crm.topology.LiveTasks.AuditReport;

/** What instances ask each other, and the command line asks them; no part of the public API. */
final class InternalService implements Resource {

  private static final long AUDIT_TIMEOUT_MINUTES = 30;

  private final LiveState state;

  InternalService(LiveState state) {
    this.state = state;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PeerTallies.PATH, this::tallies),
        Route.get(PeerPurchases.PATH, this::purchases),
        Route.post(PeerCustomers.PATH, this::customers),
        Route.post(PeerPreviews.PATH, this::preview),
        Route.post("/internal/audit", this::audit));
  }

  private void tallies(ServerRequest request, ServerResponse response) {
    response.header(Json.TYPE).send(PeerTallies.toJson(state.localTallies(tenant(request))));
  }

  private void purchases(ServerRequest request, ServerResponse response) {
    response.header(Json.TYPE).send(PeerPurchases.toJson(state.localPurchases(tenant(request))));
  }

  private static String tenant(ServerRequest request) {
    Optional<String> tenant = Requests.query(request, "tenant");
    return Requests.id(
        "tenant",
        tenant.orElseThrow(() -> new ProblemException(Problem.malformed("tenant is missing"))));
  }

  private void customers(ServerRequest request, ServerResponse response) throws IOException {
    PeerCustomers.Question question;
    try {
      question = PeerCustomers.question(Bodies.bytes(request));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.malformed("Not a question of another instance"));
    }
    response.header(Json.TYPE).send(PeerCustomers.toJson(state.local(question)));
  }

  private void preview(ServerRequest request, ServerResponse response) throws IOException {
    Preview.Question question;
    try {
      question = PeerPreviews.question(Bodies.bytes(request));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.malformed("Not a question of another instance"));
    }
    Callers.answer(
        response,
        gone -> PeerPreviews.toJson(Answers.here(state.localPreview(question, gone)).value()));
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
