package shop.crm.queries.segment;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.connectors.postgres.Lookup;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.CustomerSegments;
import shop.crm.queries.view.CustomerSegments.Beside;
import shop.crm.queries.view.CustomerSegments.Defined;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.index.CustomerQuery.Position;

/** Answers which segments a customer is in, and why. */
public final class CustomerSegmentsService implements Resource {

  private static final String LIST = "customer-segments";

  /** More than there are: a page ends by bytes alone. */
  private static final int LIMIT = 500;

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final CustomerSegments segments;

  /** The resource over what it answers from. */
  public CustomerSegmentsService(
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
        Route.ofCustomer(Scope.SEGMENTS_READ, ApiPaths.CUSTOMER + "/segments", this::list)
            .taking("explain", "cursor")
            .withLargeAnswer());
  }

  /**
   * What a caller wants to know.
   *
   * @param behind the place that the page starts behind
   * @param visibility what the caller is shown of customers
   */
  private record Wanted(boolean explain, long behind, Visibility visibility) {}

  private void list(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    Wanted wanted =
        new Wanted(explain(request), ListCursor.placeBehind(request, LIST), Visibility.of(request));
    Lookup lookup = profiles.find(key);
    Defined defined = segments.defined(key);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.customer(key, live -> json(key, lookup, Optional.of(live), defined, wanted)),
        (found, freshness) ->
            response
                .header(Json.TYPE)
                .send(
                    found
                        .orElseGet(() -> json(key, lookup, Optional.empty(), defined, wanted))
                        .orElseThrow(() -> KnownCustomers.unknown(freshness))));
  }

  private Optional<byte[]> json(
      CustomerKey key,
      Lookup lookup,
      Optional<CustomerState> live,
      Defined defined,
      Wanted wanted) {
    return CustomerView.of(key, lookup, live)
        .map(customer -> json(segments.of(customer, defined), defined, wanted));
  }

  /** Why a customer is in a segment may take much: a page ends where it is full. */
  private static byte[] json(List<Beside> segments, Defined defined, Wanted wanted) {
    try {
      PageJson page = new PageJson(LIMIT);
      page.begin();
      Optional<String> last = Optional.empty();
      boolean fits = true;
      for (int i = 0; i < segments.size() && fits; i++) {
        Beside segment = segments.get(i);
        long place = place(i, defined);
        if (place > wanted.behind() && (wanted.explain() || isToldToBeIn(segment, wanted))) {
          fits = page.add(json -> write(json, segment, wanted));
          last = fits ? Optional.of(cursor(place, segment)) : last;
        }
      }
      page.end(fits ? Optional.empty() : last);
      return page.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static boolean isToldToBeIn(Beside segment, Wanted wanted) {
    return segment.member() && !segment.isHiddenFrom(wanted.visibility());
  }

  private static void write(JsonGenerator json, Beside segment, Wanted wanted) throws IOException {
    if (wanted.explain()) {
      CustomerSegments.explain(json, segment, wanted.visibility());
    } else {
      CustomerSegments.write(json, segment);
    }
  }

  /** Of the built-in segments, which come first, their number; then by that of each. */
  private static long place(int index, Defined defined) {
    int builtIn = RfmSegment.ALL.size();
    return index < builtIn
        ? index
        : builtIn + defined.segments().get(index - builtIn).definition().number();
  }

  private static String cursor(long place, Beside segment) {
    return ListCursor.of(new Position(OptionalLong.of(place), segment.segment().id())).encode(LIST);
  }

  private static boolean explain(ServerRequest request) {
    return switch (Requests.query(request, "explain").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ProblemException(Problem.malformed("explain is not true or false"));
    };
  }
}
