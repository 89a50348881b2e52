package shop.crm.queries;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.state.CustomerState;

/** Takes in and gives out many customers, as streams: memory does not follow their number. */
final class BulkService implements Resource {

  private static final Set<String> NDJSON = Set.of("application/x-ndjson", "application/jsonl");
  private static final String CSV = "text/csv";
  private static final Set<String> TYPES = Set.of("application/x-ndjson", "application/jsonl", CSV);
  private static final int PAGE = CustomerPages.AT_ONCE;
  private static final int BUFFER = 64 << 10;

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final CustomerJson customerJson;
  private final Clock clock;

  BulkService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      CustomerJson customerJson,
      Clock clock) {
    this.state = state;
    this.profiles = profiles;
    this.requests = requests;
    this.customerJson = customerJson;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(CustomersService.CUSTOMERS + ":import", this::takeIn),
        Route.live(CustomersService.CUSTOMERS + ":export", this::giveOut).withLargeAnswer());
  }

  private void takeIn(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    Bodies.require(request, TYPES);
    Optional<String> key = Idempotency.key(request);
    if (!request.content().hasEntity()) {
      throw new ProblemException(Problem.malformed("The body is missing"));
    }
    try (InputStream body = request.content().inputStream()) {
      if (key.isPresent()) {
        once(request, response, tenant, key.get(), body);
      } else {
        Idempotency.send(response, imported(request, tenant, body));
      }
    }
  }

  /** Whether the key was used with this very body is only known once all of it was read. */
  private void once(
      ServerRequest request, ServerResponse response, String tenant, String key, InputStream body)
      throws IOException {
    Path spool = Files.createTempFile("crm-import-", ".tmp");
    try {
      MessageDigest fingerprint = Idempotency.fingerprint(request);
      try (InputStream hashed = new DigestInputStream(body, fingerprint);
          OutputStream out = Files.newOutputStream(spool)) {
        hashed.transferTo(out);
      }
      Once once = Idempotency.once(tenant, key, fingerprint);
      Optional<Answer> before = profiles.answered(once);
      if (before.isPresent()) {
        Idempotency.send(response, before.get());
        return;
      }
      Answer answer;
      try (InputStream again = Files.newInputStream(spool)) {
        answer = imported(request, tenant, again);
      }
      // Of two at the same time both do the work, which changes nothing the second time.
      Idempotency.send(response, profiles.once(once, writer -> answer));
    } finally {
      Files.delete(spool);
    }
  }

  private Answer imported(ServerRequest request, String tenant, InputStream body)
      throws IOException {
    ImportRun run = new ImportRun(profiles, tenant, clock);
    if (NDJSON.contains(Bodies.mediaType(request))) {
      ImportLines.json(body, run);
    } else {
      ImportLines.csv(body, run);
    }
    return new Answer(Status.OK_200.code(), Optional.empty(), Map.of(), run.finish());
  }

  private void giveOut(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    ProfileQuery query = ProfileQuery.all(PAGE);
    List<StoredProfile> page = profiles.list(tenant, query);
    Map<String, CustomerState> figures = figures(tenant, page, Optional.of(response));
    response.header("Content-Type", "application/x-ndjson");
    // An exception from here on cuts the connection: the caller sees that the end is missing.
    try (OutputStream out = new BufferedOutputStream(response.outputStream(), BUFFER)) {
      while (!page.isEmpty()) {
        for (StoredProfile profile : page) {
          Optional<CustomerState> live = Optional.ofNullable(figures.get(profile.key().customer()));
          out.write(customerJson.bytes(CustomerView.of(profile, live)));
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
            state.customers(
                tenant, page.stream().map(profile -> profile.key().customer()).toList()));
    first.ifPresent(response -> Answers.fresh(response, live.freshness()));
    return live.value();
  }
}
