package shop.crm.queries.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import shop.crm.queries.http.Callers;
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
import shop.crm.queries.live.CohortQuery;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.PeerCustomers;
import shop.crm.queries.live.PeerPreviews;
import shop.crm.queries.live.PeerPurchases;
import shop.crm.queries.live.PeerTallies;
import shop.crm.queries.live.Preview;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** What instances ask each other, and the command line asks them; no part of the public API. */
public final class InternalService implements Resource {

  private static final long AUDIT_TIMEOUT_MINUTES = 30;

  /** More than any instance asks for. */
  private static final int MAX_PERIODS = 1_000;

  private final LiveState state;

  /** The resource over what it answers from. */
  public InternalService(LiveState state) {
    this.state = state;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PeerTallies.PATH, this::tallies).taking("tenant"),
        Route.get(PeerTallies.COHORTS, this::cohorts).taking("tenant", "granularity", "from", "to"),
        Route.get(PeerTallies.MIGRATIONS, this::migrations).taking("tenant", "from", "to"),
        Route.get(PeerPurchases.PATH, this::purchases).taking("tenant"),
        Route.post(PeerCustomers.PATH, this::customers),
        Route.post(PeerPreviews.PATH, this::preview),
        Route.post("/internal/audit", this::audit));
  }

  private void tallies(ServerRequest request, ServerResponse response) {
    response.header(Json.TYPE).send(PeerTallies.toJson(state.localTallies(tenant(request))));
  }

  private void cohorts(ServerRequest request, ServerResponse response) {
    Granularity granularity =
        Granularity.named(required(request, "granularity"))
            .orElseThrow(() -> malformed("granularity is not known"));
    Periods asked = periods(request);
    CohortQuery query = new CohortQuery(granularity, asked.from(), asked.to());
    response.header(Json.TYPE).send(PeerTallies.toJson(state.localCohorts(tenant(request), query)));
  }

  private void migrations(ServerRequest request, ServerResponse response) {
    Periods asked = periods(request);
    response
        .header(Json.TYPE)
        .send(PeerTallies.toJson(state.localMigrations(tenant(request), asked.from(), asked.to())));
  }

  private void purchases(ServerRequest request, ServerResponse response) throws IOException {
    var purchases = state.localPurchases(tenant(request));
    StreamedJson.send(request, response, json -> PeerPurchases.write(json, purchases));
  }

  private static String tenant(ServerRequest request) {
    return Requests.id("tenant", required(request, "tenant"));
  }

  /** Days, months or quarters, by their numbers, both ends included. */
  private record Periods(int from, int to) {}

  private static Periods periods(ServerRequest request) {
    Periods asked = new Periods(number(request, "from"), number(request, "to"));
    if (asked.from() > asked.to() || (long) asked.to() - asked.from() > MAX_PERIODS) {
      throw malformed("from is behind to, or too far before it");
    }
    return asked;
  }

  private static int number(ServerRequest request, String name) {
    try {
      return Integer.parseInt(required(request, name));
    } catch (NumberFormatException e) {
      throw malformed(name + " is not a number");
    }
  }

  private static String required(ServerRequest request, String name) {
    return Requests.query(request, name).orElseThrow(() -> malformed(name + " is missing"));
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }

  private void customers(ServerRequest request, ServerResponse response) throws IOException {
    PeerCustomers.Question question;
    try {
      question = PeerCustomers.question(PeerCalls.body(request));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.malformed("Not a question of another instance"));
    }
    var customers = state.local(question);
    StreamedJson.send(request, response, json -> PeerCustomers.write(json, customers));
  }

  private void preview(ServerRequest request, ServerResponse response) throws IOException {
    Preview.Question question;
    try {
      question = PeerPreviews.question(PeerCalls.body(request));
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
