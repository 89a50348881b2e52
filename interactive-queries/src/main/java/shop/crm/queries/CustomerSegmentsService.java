package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.postgres.Lookup;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.CustomerSegments.Beside;
import shop.crm.queries.CustomerSegments.Defined;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.state.CustomerState;

/** Answers which segments a customer is in, and why. */
final class CustomerSegmentsService implements Resource {

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final CustomerSegments segments;

  CustomerSegmentsService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Answers answers,
      CustomerSegments segments) {
    this.state = state;
    this.answers = answers;
    this.profiles = profiles;
    this.requests = requests;
    this.segments = segments;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(CustomersService.CUSTOMER + "/segments", this::list)
            .taking("explain")
            .withLargeAnswer());
  }

  private void list(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    boolean explain = explain(request);
    Lookup lookup = profiles.find(key);
    Defined defined = segments.defined(key);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.customer(key, live -> json(key, lookup, Optional.of(live), defined, explain)),
        (found, freshness) ->
            response
                .header(Json.TYPE)
                .send(
                    found
                        .orElseGet(() -> json(key, lookup, Optional.empty(), defined, explain))
                        .orElseThrow(() -> CustomersService.unknown(freshness))));
  }

  private Optional<byte[]> json(
      CustomerKey key,
      Lookup lookup,
      Optional<CustomerState> live,
      Defined defined,
      boolean explain) {
    return CustomerView.of(key, lookup, live)
        .map(customer -> json(segments.of(customer, defined), explain));
  }

  private static byte[] json(List<Beside> segments, boolean explain) {
    return JsonBytes.object(
        json -> {
          json.writeArrayFieldStart("items");
          for (Beside segment : segments) {
            if (explain || segment.member()) {
              CustomerSegments.write(json, segment, explain);
            }
          }
          json.writeEndArray();
          // There are never more than fit on one page.
          json.writeNullField("next_cursor");
        });
  }

  private static boolean explain(ServerRequest request) {
    return switch (Requests.query(request, "explain").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ProblemException(Problem.malformed("explain is not true or false"));
    };
  }
}
