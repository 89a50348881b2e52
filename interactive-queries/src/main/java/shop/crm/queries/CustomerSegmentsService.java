package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.LiveFigures.Figures;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.segment.SegmentDefinition;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Loyalty;
import shop.crm.schemas.state.Memberships;
import shop.crm.schemas.state.Purchases;
import shop.crm.schemas.state.RfmMove;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.segment.Explanation;
import shop.crm.topology.domain.segment.Subject;

/** The segments that a customer is in, and why. */
final class CustomerSegmentsService implements Resource {

  private final LiveFigures figures;
  private final Segments segments;
  private final Profiles profiles;
  private final Requests requests;
  private final Settings rules;
  private final ExplanationJson explanations;
  private final Clock clock;

  CustomerSegmentsService(
      LiveState state,
      Segments segments,
      Profiles profiles,
      Requests requests,
      Settings rules,
      Clock clock) {
    this.figures = new LiveFigures(state);
    this.segments = segments;
    this.profiles = profiles;
    this.requests = requests;
    this.rules = rules;
    this.explanations = new ExplanationJson(rules.rfm());
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(CustomersService.CUSTOMER + "/segments", this::list));
  }

  /** Writes why a customer is in a segment, or is not, as a value. */
  private interface Why {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * A segment beside a customer.
   *
   * @param entered since when they are in it, if that is known
   */
  private record Beside(
      String id,
      String name,
      String type,
      boolean builtIn,
      boolean member,
      Optional<Instant> entered,
      Why why) {}

  private void list(ServerRequest request, ServerResponse response) {
    CustomerKey key = requests.customer(request);
    boolean explain = explain(request);
    Figures live = figures.of(key);
    CustomerView customer =
        CustomerView.of(key, profiles.find(key), live.customer())
            .orElseThrow(() -> CustomersService.unknown(live.freshness()));
    CustomerState state = customer.live().orElseGet(() -> unseen(customer));
    List<Beside> all = new ArrayList<>(builtIn(state));
    all.addAll(defined(key, state));
    Answers.fresh(response, live.freshness());
    response
        .header(Json.TYPE)
        .send(
            JsonBytes.object(
                json -> {
                  json.writeArrayFieldStart("items");
                  for (Beside segment : all) {
                    if (explain || segment.member()) {
                      write(json, segment, explain);
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

  /** A customer of whom the stream is only about to learn. */
  private CustomerState unseen(CustomerView customer) {
    StoredProfile stored = customer.stored();
    return new CustomerState(
        customer.createdAt(),
        customer.updatedAt(),
        stored.version(),
        stored.profile(),
        Purchases.NONE,
        new Loyalty(
            0,
            stored.ledger().entered(),
            stored.ledger().adjusted(),
            customer.tier(rules.loyalty())),
        Optional.empty(),
        Memberships.NONE,
        0,
        -1,
        stored.erasedAt(),
        Optional.empty());
  }

  private List<Beside> builtIn(CustomerState state) {
    Optional<RfmSegment> actual = state.standing().map(Standing::segment);
    Optional<Instant> moved = state.memberships().rfmMove().map(RfmMove::at);
    List<Beside> all = new ArrayList<>();
    for (RfmSegment segment : RfmSegment.ALL) {
      boolean member = actual.equals(Optional.of(segment));
      all.add(
          new Beside(
              segment.id(),
              segment.displayName(),
              "dynamic",
              true,
              member,
              member ? moved : Optional.empty(),
              json -> explanations.write(json, segment, state, clock.instant())));
    }
    return all;
  }

  private List<Beside> defined(CustomerKey key, CustomerState state) {
    Map<String, Instant> byHand =
        segments.memberships(key).stream()
            .collect(Collectors.toMap(Segments.Membership::segment, Segments.Membership::since));
    Subject subject = new Subject(key, state, clock.instant());
    List<Beside> all = new ArrayList<>();
    for (StoredSegment stored : segments.all(key.tenant())) {
      SegmentDefinition segment = stored.definition();
      Optional<Instant> entered =
          segment.isDynamic()
              ? state.memberships().since(segment.number())
              : Optional.ofNullable(byHand.get(segment.id()));
      all.add(
          new Beside(
              segment.id(),
              segment.name(),
              segment.isDynamic() ? "dynamic" : "manual",
              false,
              entered.isPresent(),
              entered,
              json -> explain(json, segment, subject)));
    }
    return all;
  }

  private static void explain(JsonGenerator json, SegmentDefinition segment, Subject subject)
      throws IOException {
    if (segment.conditions().isPresent()) {
      ExplanationJson.write(json, Explanation.of(segment.conditions().get().root(), subject));
    } else {
      json.writeNull();
    }
  }

  private static void write(JsonGenerator json, Beside segment, boolean explain)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", segment.id());
    json.writeStringField("name", segment.name());
    json.writeStringField("type", segment.type());
    json.writeBooleanField("built_in", segment.builtIn());
    Json.text(json, "entered_at", segment.entered());
    if (explain) {
      json.writeBooleanField("member", segment.member());
      json.writeFieldName("explanation");
      segment.why().write(json);
    }
    json.writeEndObject();
  }
}
