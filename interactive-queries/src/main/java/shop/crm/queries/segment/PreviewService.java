package shop.crm.queries.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.DisconnectWatch;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.filter.AtOnce;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Elsewhere;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.question.Preview;
import shop.crm.queries.live.question.PreviewQuestion;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerPages;
import shop.crm.queries.view.CustomerPages.Element;
import shop.crm.queries.view.CustomerPages.Head;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;

/** Tells whom conditions would select before anything is saved. */
public final class PreviewService implements Resource {

  private static final String CONDITIONS = "conditions";
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);

  private final LiveState state;
  private final Segments segments;
  private final Requests requests;
  private final CustomerPages pages;
  private final AtOnce previews;
  private final Clock clock;

  /**
   * The resource over what it answers from.
   *
   * @param previews how many of a tenant there may be at once
   */
  public PreviewService(
      LiveState state,
      Segments segments,
      Profiles profiles,
      Requests requests,
      CustomerJson customerJson,
      AtOnce previews,
      Clock clock) {
    this.state = state;
    this.segments = segments;
    this.requests = requests;
    this.pages = new CustomerPages(state, profiles, customerJson);
    this.previews = previews;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(Scope.SEGMENTS_READ, ApiPaths.SEGMENTS + "/preview", this::preview)
            .taking("compare"));
  }

  private void preview(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    String tenant = requests.tenant(request);
    Bodies.require(request, BODY);
    Conditions conditions = read(Bodies.json(Bodies.bytes(request)));
    Visibility visibility = Visibility.of(request);
    visibility.requireFor(conditions.root());
    OptionalInt compare = compare(request, tenant, visibility);
    PreviewQuestion question = new PreviewQuestion(tenant, conditions, compare, clock.instant());
    // Once the body is read: who sends it slowly keeps nobody waiting.
    try (AtOnce.Place _ = previews.enter(tenant, AtOnce.PATIENCE.toNanos())) {
      DisconnectWatch.answer(response, gone -> answer(question, response, visibility, gone));
    }
  }

  private static Conditions read(JsonNode body) {
    BodyErrors errors = new BodyErrors(100);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    body.propertyStream()
        .filter(field -> !field.getKey().equals(CONDITIONS))
        .forEach(
            field -> errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here"));
    Optional<Conditions> conditions = SegmentBody.conditions(body.path(CONDITIONS), errors);
    errors.throwIfAny();
    return conditions.orElseThrow();
  }

  /** The number of the segment to compare with: one that users defined. */
  private OptionalInt compare(ServerRequest request, String tenant, Visibility visibility) {
    Optional<String> id = Requests.query(request, "compare");
    if (id.isEmpty()) {
      return OptionalInt.empty();
    }
    SegmentDefinition segment =
        id.filter(Ids::isValid)
            .flatMap(known -> segments.find(tenant, known))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.malformed("compare is not the id of a segment of the tenant")))
            .definition();
    visibility.requireMembersOf(segment);
    return OptionalInt.of(segment.number());
  }

  private byte[] answer(
      PreviewQuestion question,
      ServerResponse response,
      Visibility visibility,
      BooleanSupplier gone) {
    Here<Preview> found =
        switch (state.ask(question, gone)) {
          case Here<Preview> here -> here;
          case Elsewhere<Preview> elsewhere ->
              throw new IllegalStateException("owned by one instance: " + elsewhere.owner());
          case Unavailable<Preview> unavailable ->
              throw new ProblemException(
                  Problem.unavailable(
                      "Too many previews at once, one that takes too long, or a partition that"
                          + " cannot be read",
                      unavailable.retryAfter()));
        };
    Head head = Head.of(response);
    head.fresh(found.freshness());
    List<Element> sample = pages.of(question.tenant(), found.value().sample(), head);
    return json(question, found.value(), sample, visibility, found.freshness());
  }

  private byte[] json(
      PreviewQuestion question,
      Preview preview,
      List<Element> sample,
      Visibility visibility,
      Freshness freshness) {
    return JsonBytes.object(
        json -> {
          json.writeNumberField("count", preview.count());
          if (question.compare().isPresent()) {
            json.writeNumberField("entering", preview.entering());
            json.writeNumberField("leaving", preview.leaving());
          }
          json.writeArrayFieldStart("sample");
          for (Element element : sample) {
            pages.customerJson().element(json, element.customer(), visibility);
          }
          json.writeEndArray();
          json.writeStringField("as_of", freshness.asOf().toString());
        });
  }
}
