package shop.crm.queries;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.queries.Problem.BodyError;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.TenantTallies;

/** Figures over all customers of a tenant. */
final class AnalyticsService implements Resource {

  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final int MAX_KEY_LENGTH = 255;
  private static final int MAX_ERRORS = 20;

  private final LiveState state;
  private final Requests requests;
  private final Recalculations recalculations;
  private final Clock clock;
  private final RfmJson rfmJson;
  private final OverviewJson overviewJson;
  private final FirstAnswers firstAnswers = new FirstAnswers();

  AnalyticsService(
      LiveState state,
      Requests requests,
      Recalculations recalculations,
      Clock clock,
      TopologySettings settings) {
    this.state = state;
    this.requests = requests;
    this.recalculations = recalculations;
    this.clock = clock;
    this.rfmJson = new RfmJson(settings.rules().rfm());
    this.overviewJson = new OverviewJson(settings.rules().loyalty().names());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/analytics/rfm", this::rfm),
        Route.post("/api/v1/analytics/rfm/recalculate", this::recalculate),
        Route.get("/api/v1/analytics/overview", this::overview));
  }

  private void rfm(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    Here<TenantTallies> tallies = Answers.here(state.tallies(tenant));
    Here<Thresholds> thresholds = Answers.here(state.thresholds(tenant));
    Freshness freshness = tallies.freshness();
    Answers.fresh(response, freshness);
    response
        .header(CustomersService.JSON)
        .send(rfmJson.write(tallies.value(), thresholds.value(), freshness.asOf()));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    Here<TenantTallies> tallies = Answers.here(state.tallies(requests.tenant(request)));
    Answers.fresh(response, tallies.freshness());
    response
        .header(CustomersService.JSON)
        .send(overviewJson.write(tallies.value(), tallies.freshness().asOf()));
  }

  private void recalculate(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    Optional<String> key = request.headers().first(IDEMPOTENCY_KEY);
    if (key.isPresent() && (key.get().isBlank() || key.get().length() > MAX_KEY_LENGTH)) {
      throw new ProblemException(
          Problem.malformed("Idempotency-Key is not 1 to " + MAX_KEY_LENGTH + " characters"));
    }
    byte[] sent = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    if (key.isPresent()) {
      String body = new String(sent, StandardCharsets.ISO_8859_1);
      accepted(
          response,
          firstAnswers.answer(tenant, key.get(), body, () -> requested(request, tenant, sent)));
    } else {
      accepted(response, requested(request, tenant, sent));
    }
  }

  private byte[] requested(ServerRequest request, String tenant, byte[] body) {
    check(request, body);
    Instant now = clock.instant();
    recalculations.request(tenant);
    return JsonBytes.object(
        json -> {
          json.writeStringField("status", "accepted");
          json.writeStringField("tenant_id", tenant);
          json.writeStringField("requested_at", now.toString());
        });
  }

  private static void accepted(ServerResponse response, byte[] answer) {
    response.status(Status.ACCEPTED_202).header(CustomersService.JSON).send(answer);
  }

  /** There is nothing to choose: the body is empty, or an empty object. */
  private static void check(ServerRequest request, byte[] body) {
    if (body.length == 0) {
      return;
    }
    boolean json =
        request
            .headers()
            .contentType()
            .map(type -> type.mediaType().equals(MediaTypes.APPLICATION_JSON))
            .orElse(false);
    if (!json) {
      throw new ProblemException(Problem.unsupportedMediaType());
    }
    List<BodyError> errors = new ArrayList<>();
    try {
      JsonNode node = Json.ONE_VALUE.readTree(body);
      if (!node.isObject()) {
        errors.add(new BodyError("", "is not an object"));
      }
      node.propertyStream()
          .limit(MAX_ERRORS)
          .map(field -> new BodyError("/" + pointer(field.getKey()), "is not known here"))
          .forEach(errors::add);
    } catch (IOException e) {
      throw new ProblemException(Problem.malformed("The body is not JSON"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalidBody(errors));
    }
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
