package shop.crm.queries.bulk;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.body.TextEncoding;
import shop.crm.queries.http.filter.AtOnce;
import shop.crm.queries.http.filter.Turns;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.limit.Limits;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerPages;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;

/** Takes in and gives out many customers, as streams: memory does not follow their number. */
public final class BulkService implements Resource {

  private static final Set<String> NDJSON = Set.of("application/x-ndjson", "application/jsonl");
  private static final String CSV = "text/csv";
  private static final Set<String> TYPES = Set.of("application/x-ndjson", "application/jsonl", CSV);
  private static final int PAGE = CustomerPages.AT_ONCE;
  private static final int BUFFER = 64 << 10;

  /** How many imports there are at once: each has some MiB in hand. */
  private static final int IMPORTS = (int) Limit.IMPORTS.most();

  /** An import takes its time. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final CustomerJson customerJson;
  private final AtOnce exports;
  private final Clock clock;
  private final Turns turns;

  /**
   * The resource over what it answers from.
   *
   * @param limits how many imports of a tenant there may be at once
   * @param exports how many exports of a tenant there may be at once
   */
  public BulkService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      CustomerJson customerJson,
      Limits limits,
      AtOnce exports,
      Clock clock) {
    this.state = state;
    this.profiles = profiles;
    this.requests = requests;
    this.customerJson = customerJson;
    this.exports = exports;
    this.clock = clock;
    this.turns =
        new Turns(
            requests,
            AtOnce.of(limits, Limit.IMPORTS, "imports", RETRY_AFTER).hangingUp(),
            IMPORTS,
            Problem.unavailable("Too many imports at once", RETRY_AFTER).hangingUp());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(
            Scope.CUSTOMERS_WRITE, ApiPaths.CUSTOMERS + ":import", turns.taken(this::takeIn)),
        Route.live(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMERS + ":export", this::giveOut)
            .sending("application/x-ndjson")
            .withLargeAnswer());
  }

  private void takeIn(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    Bodies.require(request, TYPES);
    Optional<String> key = Idempotency.key(request);
    if (!request.content().hasEntity()) {
      throw new ProblemException(Problem.malformed("The body is missing"));
    }
    long most = key.isPresent() ? ImportBody.MAX_KEYED_BYTES : Long.MAX_VALUE;
    if (request.headers().contentLength().orElse(0) > most) {
      throw ImportBody.tooLarge();
    }
    InputStream body = new ImportBody(OngoingCall.body(request), most);
    if (key.isPresent()) {
      once(request, response, tenant, key.get(), body);
    } else {
      Idempotency.send(response, imported(request, tenant, body));
    }
  }

  /**
   * Whether a key was used is known at once, whether with this very body only once all of it was
   * read: one that was used is read without being taken in, so nothing has to be kept of either.
   */
  private void once(
      ServerRequest request, ServerResponse response, String tenant, String key, InputStream body)
      throws IOException {
    MessageDigest fingerprint = Idempotency.fingerprint(request);
    boolean used = profiles.isUsed(tenant, key);
    Optional<Answer> first = Optional.empty();
    InputStream hashed = new DigestInputStream(body, fingerprint);
    if (!used) {
      first = Optional.of(imported(request, tenant, hashed));
    }
    // Also what an import did not read, because it could not make out where a row ends.
    hashed.transferTo(OutputStream.nullOutputStream());
    Once once = Idempotency.once(tenant, key, fingerprint);
    Answer answer =
        first
            // Of two at the same time both do the work, which changes nothing the second time.
            .map(done -> profiles.once(once, writer -> done))
            .or(() -> profiles.answered(once))
            .orElseThrow(BulkService::forgotten);
    Idempotency.send(response, answer);
  }

  private static ProblemException forgotten() {
    return new ProblemException(
        Problem.unavailable(
            "The first answer was forgotten a moment ago: send it again", Problem.RETRY_AFTER));
  }

  private Answer imported(ServerRequest request, String tenant, InputStream body)
      throws IOException {
    ImportRun run = new ImportRun(profiles, tenant, Visibility.of(request), clock);
    TextEncoding text = TextEncoding.of(body, request);
    if (NDJSON.contains(Bodies.mediaType(request))) {
      ImportLines.json(text.utf8(), run);
    } else {
      ImportLines.csv(text, run);
    }
    return new Answer(Status.OK_200.code(), Optional.empty(), Map.of(), run.finish());
  }

  private void giveOut(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    String tenant = requests.tenant(request);
    try (AtOnce.Place _ = exports.enter(tenant, AtOnce.PATIENCE.toNanos())) {
      giveOut(request, response, tenant);
    }
  }

  private void giveOut(ServerRequest request, ServerResponse response, String tenant)
      throws IOException {
    ProfileQuery query = ProfileQuery.all(PAGE);
    List<StoredProfile> page = profiles.list(tenant, query);
    Map<String, CustomerState> figures = figures(tenant, page, Optional.of(response));
    Visibility visibility = Visibility.of(request);
    response.header("Content-Type", "application/x-ndjson");
    if (Resource.answersHead(request, response)) {
      return;
    }
    // An exception from here on cuts the connection: the caller sees that the end is missing.
    try (OutputStream out =
        new BufferedOutputStream(OngoingCall.answer(request, response), BUFFER)) {
      while (!page.isEmpty()) {
        for (StoredProfile profile : page) {
          Optional<CustomerState> live = Optional.ofNullable(figures.get(profile.key().customer()));
          out.write(customerJson.bytes(CustomerView.of(profile, live), visibility));
          out.write('\n');
        }
        StoredProfile last = page.getLast();
        query = query.after(new ProfileQuery.After(last.createdAt(), last.key().customer()));
        page = page.size() < PAGE ? List.of() : profiles.list(tenant, query);
        figures = figures(tenant, page, Optional.empty());
      }
    }
  }

  private Map<String, CustomerState> figures(
      String tenant, List<StoredProfile> page, Optional<ServerResponse> first) {
    Here<Map<String, CustomerState>> live =
        Answers.here(
            state.ask(
                CustomersByIdQuestion.of(
                    tenant, page.stream().map(profile -> profile.key().customer()).toList())));
    first.ifPresent(response -> Answers.fresh(response, live.freshness()));
    return live.value();
  }
}
