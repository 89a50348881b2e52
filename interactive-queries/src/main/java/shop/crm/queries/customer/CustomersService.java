package shop.crm.queries.customer;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.StoredProfile;
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
import shop.crm.queries.live.LiveState;
import shop.crm.queries.profile.ProfileEdit;
import shop.crm.queries.profile.ProfileEdit.ReadOnly;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.Include;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.LiveFigures;
import shop.crm.queries.view.LiveFigures.Figures;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

/** Creates, reads, changes and erases single customers. */
public final class CustomersService implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(CustomersService.class);
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);
  private static final Set<String> PATCH = Set.of(Json.MEDIA_TYPE, Bodies.MERGE_PATCH);

  private final LiveState state;
  private final LiveFigures figures;
  private final Profiles profiles;
  private final Idempotency idempotency;
  private final Requests requests;
  private final Answers answers;
  private final CustomerJson customerJson;
  private final Clock clock;

  /** The resource over what it answers from. */
  public CustomersService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Answers answers,
      CustomerJson customerJson,
      Clock clock) {
    this.state = state;
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.answers = answers;
    this.customerJson = customerJson;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(Scope.CUSTOMERS_WRITE, ApiPaths.CUSTOMERS, this::create),
        Route.ofCustomer(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMER, this::read).taking("include"),
        Route.put(Scope.CUSTOMERS_WRITE, ApiPaths.CUSTOMER, this::replace),
        Route.patch(Scope.CUSTOMERS_WRITE, ApiPaths.CUSTOMER, this::patch),
        Route.delete(Scope.CUSTOMERS_WRITE, ApiPaths.CUSTOMER, this::erase));
  }

  private void read(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    Set<Include> includes = Include.of(request);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.customer(key),
        (live, freshness) -> {
          CustomerView customer =
              view(key, live, response).orElseThrow(() -> KnownCustomers.unknown(freshness));
          byte[] body = customerJson.bytes(customer, Visibility.of(request), includes);
          response.header(Json.TYPE);
          EntityTags.send(
              request, response, EntityTags.of(customer.stored().version(), body), body);
        });
  }

  /** While PostgreSQL is away the stream's copy of the profile stands in, and says so. */
  private Optional<CustomerView> view(
      CustomerKey key, Optional<CustomerState> live, ServerResponse response) {
    try {
      return CustomerView.of(key, profiles.find(key), live);
    } catch (DatabaseAway e) {
      if (live.isEmpty()) {
        throw e;
      }
      LOG.debug("answering with the stream's copy of a profile", e);
      Answers.stale(response);
      return Optional.of(CustomerView.ofStream(key, live.get()));
    }
  }

  private void create(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    Bodies.require(request, BODY);
    byte[] body = Bodies.bytes(request);
    ProfileEdit edit =
        ProfileEdit.read(Bodies.json(body), ReadOnly.IGNORED, today(), Optional::empty);
    CustomerKey key = new CustomerKey(tenant, edit.id().orElseGet(() -> TimedIds.next(clock)));
    Figures live = figures.of(key);
    Answers.fresh(response, live.freshness());
    // What is kept with a key is complete, for whoever sends the key again may see more, or less.
    idempotency.answer(
        request,
        response,
        tenant,
        body,
        writer -> created(writer, key, edit, live),
        Visibility.of(request)::masked);
  }

  private Answer created(ProfileWriter writer, CustomerKey key, ProfileEdit edit, Figures live) {
    StoredProfile stored = writer.create(key, edit.applyTo(Profile.NOTHING), Origin.API);
    CustomerView view = CustomerView.of(stored, live.customer());
    if (view.live().isPresent()) {
      // The stream knows a customer of this id: PostgreSQL is only about to.
      throw new AlreadyThere(AlreadyThere.What.ID);
    }
    return new Answer(
        Status.CREATED_201.code(),
        Optional.of(key.customer()),
        Map.of(
            HeaderNames.LOCATION.defaultCase(),
            ApiPaths.CUSTOMERS + "/" + key.customer(),
            HeaderNames.ETAG.defaultCase(),
            EntityTags.of(stored.version())),
        customerJson.bytes(view, Visibility.FULL));
  }

  private void replace(ServerRequest request, ServerResponse response) throws IOException {
    change(request, response, BODY, ReadOnly.IGNORED, ProfileEdit::replacing);
  }

  private void patch(ServerRequest request, ServerResponse response) throws IOException {
    change(request, response, PATCH, ReadOnly.REFUSED, ProfileEdit::applyTo);
  }

  /** What a change makes of the profile before it. */
  private interface Change {
    Profile of(ProfileEdit edit, Profile before);
  }

  private void change(
      ServerRequest request,
      ServerResponse response,
      Set<String> mediaTypes,
      ReadOnly readOnly,
      Change change)
      throws IOException {
    CustomerKey key = requests.customer(request);
    IfMatch ifMatch = IfMatch.of(request);
    Visibility visibility = Visibility.of(request);
    Bodies.require(request, mediaTypes);
    ProfileEdit edit =
        ProfileEdit.read(
            Bodies.json(Bodies.bytes(request)),
            readOnly,
            today(),
            () ->
                visibility == Visibility.FULL
                    ? profiles.find(key).profile().map(StoredProfile::profile)
                    // Whether a value is as it is stored would tell it.
                    : Optional.empty());
    if (edit.id().isPresent() && !edit.id().get().equals(key.customer())) {
      throw new ProblemException(
          Problem.invalidBody(List.of(new Problem.BodyError("/id", "is not the one of the path"))));
    }
    Figures live = figures.of(key);
    StoredProfile stored =
        profiles.write(
            writer -> {
              StoredProfile before = KnownCustomers.locked(writer, key, live);
              ifMatch.check(before.version());
              return writer.revise(before, change.of(edit, before.profile()), Origin.API);
            });
    Answers.fresh(response, live.freshness());
    response.header(HeaderNames.ETAG, EntityTags.of(stored.version()));
    response
        .header(Json.TYPE)
        .send(customerJson.bytes(CustomerView.of(stored, live.customer()), visibility));
  }

  private void erase(ServerRequest request, ServerResponse response) {
    CustomerKey key = requests.customer(request);
    IfMatch ifMatch = IfMatch.of(request);
    Figures live = figures.of(key);
    profiles.write(
        writer -> {
          StoredProfile before = KnownCustomers.locked(writer, key, live);
          ifMatch.check(before.version());
          writer.erase(before);
          return before.version();
        });
    response.status(Status.NO_CONTENT_204).send();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
