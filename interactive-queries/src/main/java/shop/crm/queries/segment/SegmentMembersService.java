package shop.crm.queries.segment;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.Member;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.filter.AtOnce;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.view.BuiltInSegments;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerPages;
import shop.crm.queries.view.CustomerPages.Batch;
import shop.crm.queries.view.CustomerPages.Batches;
import shop.crm.queries.view.CustomerPages.Head;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.LiveFigures;
import shop.crm.queries.view.LiveFigures.Figures;
import shop.crm.queries.view.MembersCsv;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;

/** Who is in a segment; puts customers into manual ones and takes them out. */
public final class SegmentMembersService implements Resource {

  private static final String MEMBERS = ApiPaths.SEGMENT + "/customers";
  private static final String MEMBER = MEMBERS + "/{customer_id}";
  private static final MediaType CSV = MediaTypes.create("text/csv");
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);

  private final LiveState state;
  private final LiveFigures figures;
  private final Segments segments;
  private final Profiles profiles;
  private final Idempotency idempotency;
  private final Requests requests;
  private final CustomerPages pages;
  private final AtOnce exports;

  /**
   * The resource over what it answers from.
   *
   * @param exports how many of a tenant there may be at once: a table of all members is one
   */
  public SegmentMembersService(
      LiveState state,
      Segments segments,
      Profiles profiles,
      Requests requests,
      CustomerJson customerJson,
      AtOnce exports) {
    this.state = state;
    this.figures = new LiveFigures(state);
    this.segments = segments;
    this.profiles = profiles;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.pages = new CustomerPages(state, profiles, customerJson);
    this.exports = exports;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.SEGMENTS_READ, MEMBERS, this::list)
            .paged()
            .sending(Json.MEDIA_TYPE, "text/csv")
            .withLargeAnswer(),
        Route.post(Scope.SEGMENTS_WRITE, MEMBERS, this::addAll),
        Route.put(Scope.SEGMENTS_WRITE, MEMBER, this::add).sending(),
        Route.delete(Scope.SEGMENTS_WRITE, MEMBER, this::remove));
  }

  private void list(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    String tenant = requests.tenant(request);
    String id = Requests.segment(request);
    Visibility visibility = Visibility.of(request);
    if (wantsCsv(request)) {
      if (request.query().contains("limit") || request.query().contains("cursor")) {
        throw new ProblemException(Problem.malformed("A table has all members, not a page"));
      }
      try (AtOnce.Place _ = exports.enter(tenant, AtOnce.PATIENCE.toNanos())) {
        MembersCsv.send(
            request, response, id, members(tenant, id, visibility), pages.customerJson());
      }
      return;
    }
    int limit = Requests.limit(request);
    String kind = "members/" + tenant + "/" + id;
    Optional<Position> behind =
        Requests.query(request, "cursor")
            .map(
                text ->
                    ListCursor.parse(kind, text)
                        .orElseThrow(
                            () ->
                                new ProblemException(
                                    Problem.malformed("cursor is not one that this list gave")))
                        .position());
    pages.send(
        response,
        members(tenant, id, visibility),
        behind,
        limit,
        kind,
        visibility,
        Head.of(response));
  }

  private static boolean wantsCsv(ServerRequest request) {
    try {
      return request
          .headers()
          .bestAccepted(MediaTypes.APPLICATION_JSON, CSV)
          .filter(CSV::equals)
          .isPresent();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ProblemException(Problem.malformed("Accept is not a list of media types"));
    }
  }

  private Batches members(String tenant, String id, Visibility visibility) {
    Optional<RfmSegment> builtIn = BuiltInSegments.find(id);
    if (builtIn.isPresent()) {
      return pages.byFigures(tenant, CustomerQuery.members(builtIn.get(), CustomerPages.AT_ONCE));
    }
    SegmentDefinition segment =
        segments.find(tenant, id).orElseThrow(SegmentsService::unknown).definition();
    visibility.requireMembersOf(segment);
    return segment.isDynamic()
        ? pages.byFigures(tenant, CustomerQuery.members(segment.number(), CustomerPages.AT_ONCE))
        : byHand(segment);
  }

  /** Members whom PostgreSQL knows at once, by id. */
  private Batches byHand(SegmentDefinition segment) {
    return (behind, most, head) -> {
      List<String> ids =
          segments.members(segment, behind.map(Position::id), most).stream()
              .map(Member::customer)
              .toList();
      return new Batch(
          pages.of(segment.tenant(), ids, head),
          ids.size() == most
              ? Optional.of(new Position(OptionalLong.empty(), ids.getLast()))
              : Optional.empty());
    };
  }

  private void add(ServerRequest request, ServerResponse response) {
    String id = Requests.segment(request);
    CustomerKey key = customer(request);
    refuseUnlessManual(key.tenant(), id);
    Figures live = figures.of(key);
    profiles.write(
        writer -> {
          KnownCustomers.locked(writer, key, live);
          return writer.segments().add(lockedManual(writer, key.tenant(), id), key);
        });
    response.status(Status.NO_CONTENT_204).send();
  }

  private void remove(ServerRequest request, ServerResponse response) {
    String id = Requests.segment(request);
    CustomerKey key = customer(request);
    refuseUnlessManual(key.tenant(), id);
    boolean removed =
        profiles.write(
            writer -> writer.segments().remove(lockedManual(writer, key.tenant(), id), key));
    if (!removed) {
      Figures live = figures.of(key);
      CustomerView.of(key, profiles.find(key), live.customer())
          .orElseThrow(() -> KnownCustomers.unknown(live.freshness()));
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private CustomerKey customer(ServerRequest request) {
    return new CustomerKey(
        requests.tenant(request),
        Requests.id("The customer's id", request.path().pathParameters().get("customer_id")));
  }

  private void addAll(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    String id = Requests.segment(request);
    Bodies.require(request, BODY);
    byte[] bytes = Bodies.bytes(request);
    TreeSet<String> ids = MembersBody.read(Bodies.json(bytes));
    refuseUnlessManual(tenant, id);
    Map<String, Optional<Instant>> since = since(tenant, ids);
    idempotency.answer(
        request, response, tenant, bytes, writer -> added(writer, tenant, id, since));
  }

  /** Since when the stream knows customers, by id, ascending: that is how they are locked. */
  private TreeMap<String, Optional<Instant>> since(String tenant, TreeSet<String> ids) {
    TreeMap<String, Optional<Instant>> all = new TreeMap<>();
    List<String> left = new ArrayList<>(ids);
    while (!left.isEmpty()) {
      List<String> chunk = left.subList(0, Math.min(CustomerPages.AT_ONCE, left.size()));
      Map<String, CustomerState> found =
          Answers.here(state.ask(CustomersByIdQuestion.of(tenant, List.copyOf(chunk)))).value();
      chunk.forEach(
          one -> all.put(one, Optional.ofNullable(found.get(one)).map(CustomerState::createdAt)));
      chunk.clear();
    }
    return all;
  }

  private static Answer added(
      ProfileWriter writer, String tenant, String id, Map<String, Optional<Instant>> since) {
    List<String> there = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    since.forEach(
        (customer, known) ->
            (writer.isThere(new CustomerKey(tenant, customer), known) ? there : unknown)
                .add(customer));
    SegmentDefinition segment = lockedManual(writer, tenant, id);
    long added =
        there.stream()
            .filter(one -> writer.segments().add(segment, new CustomerKey(tenant, one)))
            .count();
    return new Answer(
        Status.OK_200.code(),
        Optional.empty(),
        Map.of(),
        JsonBytes.object(
            json -> {
              json.writeNumberField("added", added);
              json.writeNumberField("already_members", there.size() - added);
              texts(json, "unknown", unknown);
            }));
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** Tells at once what the transaction would tell, without any lock. */
  private void refuseUnlessManual(String tenant, String id) {
    if (BuiltInSegments.find(id).isPresent()) {
      throw new ProblemException(Problem.dynamicSegment());
    }
    manual(segments.find(tenant, id));
  }

  /** The segment, locked behind all customers. */
  private static SegmentDefinition lockedManual(ProfileWriter writer, String tenant, String id) {
    return manual(writer.segments().lock(tenant, id));
  }

  private static SegmentDefinition manual(Optional<StoredSegment> found) {
    SegmentDefinition segment = found.orElseThrow(SegmentsService::unknown).definition();
    if (segment.isDynamic()) {
      throw new ProblemException(Problem.dynamicSegment());
    }
    return segment;
  }
}
