package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.CustomerSegments.Beside;
import shop.crm.queries.LiveFigures.Figures;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;

/** Answers which segments a customer is in, and why. */
final class CustomerSegmentsService implements Resource {

  private final LiveFigures figures;
  private final Profiles profiles;
  private final Requests requests;
  private final CustomerSegments segments;

  CustomerSegmentsService(
      LiveState state, Profiles profiles, Requests requests, CustomerSegments segments) {
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.requests = requests;
    this.segments = segments;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(CustomersService.CUSTOMER + "/segments", this::list).withLargeAnswer());
  }

  private void list(ServerRequest request, ServerResponse response) {
    CustomerKey key = requests.customer(request);
    boolean explain = explain(request);
    Figures live = figures.of(key);
    CustomerView customer =
        CustomerView.of(key, profiles.find(key), live.customer())
            .orElseThrow(() -> CustomersService.unknown(live.freshness()));
    List<Beside> all = segments.of(customer);
    Answers.fresh(response, live.freshness());
    response
        .header(Json.TYPE)
        .send(
            JsonBytes.object(
                json -> {
                  json.writeArrayFieldStart("items");
                  for (Beside segment : all) {
                    if (explain || segment.member()) {
                      CustomerSegments.write(json, segment, explain);
                    }
                  }
                  json.writeEndArray();
                  // There are never more than fit on one page.
                  json.writeNullField("next_cursor");
                }));
  }

  private static boolean explain(ServerRequest request) {
    return switch (Requests.query(request, "explain").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ProblemException(Problem.malformed("explain is not true or false"));
    };
  }
}
