package shop.crm.queries.segment;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.IfMatch;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.TimedIds;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.queries.view.BuiltInSegments;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.index.CustomerQuery.Position;

/** Lists, creates, reads, changes and deletes segments. */
public final class SegmentsService implements Resource {

  private static final String LIST = "segments";
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);

  private final LiveState state;
  private final Segments segments;
  private final Profiles profiles;
  private final Idempotency idempotency;
  private final Requests requests;
  private final Clock clock;

  /** The resource over what it answers from. */
  public SegmentsService(
      LiveState state, Segments segments, Profiles profiles, Requests requests, Clock clock) {
    this.state = state;
    this.segments = segments;
    this.profiles = profiles;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.SEGMENTS_READ, ApiPaths.SEGMENTS, this::list).paged().withLargeAnswer(),
        Route.post(Scope.SEGMENTS_WRITE, ApiPaths.SEGMENTS, this::create),
        Route.live(Scope.SEGMENTS_READ, ApiPaths.SEGMENT, this::read),
        Route.put(Scope.SEGMENTS_WRITE, ApiPaths.SEGMENT, this::replace),
        Route.delete(Scope.SEGMENTS_WRITE, ApiPaths.SEGMENT, this::delete));
  }

  /** A segment and its place in the list: built-in ones first, then the first created first. */
  private record Element(long place, SegmentView segment) {

    String cursor() {
      return ListCursor.of(new Position(OptionalLong.of(place), segment.name().id())).encode(LIST);
    }
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    int limit = Requests.limit(request);
    long behind = ListCursor.placeBehind(request, LIST);
    List<StoredSegment> defined = segments.all(tenant);
    Here<Aggregates> customers = Answers.here(state.ask(new AggregatesQuestion(tenant)));
    Answers.fresh(response, customers.freshness());
    List<Element> all = new ArrayList<>();
    RfmSegment.ALL.forEach(
        one ->
            all.add(
                new Element(
                    one.ordinal(), SegmentView.of(tenant, one, customers.value().aggregates()))));
    defined.forEach(
        one ->
            all.add(
                new Element(
                    RfmSegment.ALL.size() + one.definition().number(),
                    SegmentView.of(one, customers.value().segments()))));
    List<Element> left = all.stream().filter(element -> element.place() > behind).toList();
    Visibility visibility = Visibility.of(request);
    response
        .header(Json.TYPE)
        .send(
            PageJson.of(
                limit,
                left,
                (json, element) -> element.segment().element(json, visibility),
                Element::cursor));
  }

  private void read(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    String id = Requests.segment(request);
    Optional<RfmSegment> builtIn = BuiltInSegments.find(id);
    if (builtIn.isPresent()) {
      Here<Aggregates> customers = Answers.here(state.ask(new AggregatesQuestion(tenant)));
      Answers.fresh(response, customers.freshness());
      give(
          request, response, SegmentView.of(tenant, builtIn.get(), customers.value().aggregates()));
    } else {
      StoredSegment stored = segments.find(tenant, id).orElseThrow(SegmentsService::unknown);
      Here<SegmentCounts> counts = counts(tenant);
      Answers.fresh(response, counts.freshness());
      give(request, response, SegmentView.of(stored, counts.value()));
    }
  }

  private Here<SegmentCounts> counts(String tenant) {
    return Answers.here(state.ask(new AggregatesQuestion(tenant)).map(Aggregates::segments));
  }

  private static void give(ServerRequest request, ServerResponse response, SegmentView segment) {
    byte[] body = segment.bytes(Visibility.of(request));
    response.header(Json.TYPE);
    EntityTags.send(request, response, EntityTags.of(segment.version(), body), body);
  }

  /** What this caller has written themselves. */
  private static void send(ServerResponse response, SegmentView segment) {
    response.header(HeaderNames.ETAG, EntityTags.of(segment.version()));
    response.header(Json.TYPE).send(segment.bytes(Visibility.FULL));
  }

  private void create(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    Bodies.require(request, BODY);
    byte[] bytes = Bodies.bytes(request);
    SegmentBody body = SegmentBody.read(Bodies.json(bytes), Visibility.of(request));
    String id = body.id().orElseGet(() -> TimedIds.next(clock));
    BuiltInSegments.refuse(id, body.name());
    Here<SegmentCounts> counts = counts(tenant);
    Answers.fresh(response, counts.freshness());
    idempotency.answer(
        request,
        response,
        tenant,
        bytes,
        writer -> created(writer, tenant, body, id, counts.value()));
  }

  private static Answer created(
      ProfileWriter writer, String tenant, SegmentBody body, String id, SegmentCounts counts) {
    StoredSegment stored = unique(() -> writer.segments().create(tenant, body.draft(id)));
    return new Answer(
        Status.CREATED_201.code(),
        Optional.empty(),
        Map.of(
            HeaderNames.LOCATION.defaultCase(),
            ApiPaths.SEGMENTS + "/" + id,
            HeaderNames.ETAG.defaultCase(),
            EntityTags.of(stored.definition().version())),
        SegmentView.of(stored, counts).bytes(Visibility.FULL));
  }

  private void replace(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    String id = Requests.segment(request);
    IfMatch ifMatch = IfMatch.of(request);
    Bodies.require(request, BODY);
    SegmentBody body = SegmentBody.read(Bodies.json(Bodies.bytes(request)), Visibility.of(request));
    if (body.id().isPresent() && !body.id().get().equals(id)) {
      throw invalid("/id", "is not the one of the path");
    }
    refuseBuiltIn(id);
    BuiltInSegments.refuse(id, body.name());
    Here<SegmentCounts> counts = counts(tenant);
    StoredSegment stored =
        profiles.write(
            writer -> {
              StoredSegment before = locked(writer, tenant, id, ifMatch);
              if (before.definition().isDynamic() != body.conditions().isPresent()) {
                throw invalid("/type", "is the segment's for good");
              }
              return unique(() -> writer.segments().revise(before, body.draft(id)));
            });
    Answers.fresh(response, counts.freshness());
    send(response, SegmentView.of(stored, counts.value()));
  }

  private void delete(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    String id = Requests.segment(request);
    IfMatch ifMatch = IfMatch.of(request);
    refuseBuiltIn(id);
    profiles.write(
        writer -> {
          StoredSegment before = locked(writer, tenant, id, ifMatch);
          writer.segments().delete(before);
          return before;
        });
    response.status(Status.NO_CONTENT_204).send();
  }

  private static StoredSegment locked(
      ProfileWriter writer, String tenant, String id, IfMatch ifMatch) {
    StoredSegment segment =
        writer.segments().lock(tenant, id).orElseThrow(SegmentsService::unknown);
    ifMatch.check(segment.definition().version());
    return segment;
  }

  /** Does what is refused where another segment has the id or the name. */
  private static StoredSegment unique(Supplier<StoredSegment> work) {
    try {
      return work.get();
    } catch (AlreadyThere e) {
      throw new ProblemException(Problem.segmentThere(e.what()));
    }
  }

  private static void refuseBuiltIn(String id) {
    if (BuiltInSegments.find(id).isPresent()) {
      throw new ProblemException(Problem.builtInSegment());
    }
  }

  private static ProblemException invalid(String pointer, String message) {
    return new ProblemException(
        Problem.invalidBody(List.of(new Problem.BodyError(pointer, message))));
  }

  static ProblemException unknown() {
    return new ProblemException(Problem.unknownSegment());
  }
}
