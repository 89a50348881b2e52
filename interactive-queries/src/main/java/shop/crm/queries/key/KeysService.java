package shop.crm.queries.key;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.connectors.postgres.AuditedCall;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.connectors.postgres.KeyWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.TooManyKeys;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.index.CustomerQuery.Position;

/** Makes, lists, reads, rotates and revokes API keys. */
public final class KeysService implements Resource {

  private static final String LIST = "keys";
  private static final String TENANT = "tenant";
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);

  private final ApiKeys keys;
  private final Profiles profiles;
  private final Idempotency idempotency;
  private final Requests requests;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * The resource over what it answers from.
   *
   * @param profiles whose transactions write keys, too, with the answers to idempotency keys
   */
  public KeysService(ApiKeys keys, Profiles profiles, Requests requests, Clock clock) {
    this.keys = keys;
    this.profiles = profiles;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Scope.ADMIN, ApiPaths.KEYS, this::list).paged().taking(TENANT),
        Route.post(Scope.ADMIN, ApiPaths.KEYS, this::create),
        Route.get(Scope.ADMIN, ApiPaths.KEY, this::read),
        Route.post(Scope.ADMIN, ApiPaths.KEY + ":rotate", this::rotate),
        Route.delete(Scope.ADMIN, ApiPaths.KEY, this::revoke));
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    KeyAdmin admin = KeyAdmin.of(request, requests);
    Optional<String> named = Requests.query(request, TENANT);
    if (named.isPresent() && !KeyBody.isOwner(named.get())) {
      throw new ProblemException(Problem.malformed("tenant is neither * nor an id"));
    }
    int limit = Requests.limit(request);
    long behind = ListCursor.placeBehind(request, LIST);
    List<StoredKey> found = keys.list(admin.owner(named), behind, limit + 1);
    response
        .header(Json.TYPE)
        .send(PageJson.of(limit, found, KeyJson::element, KeysService::cursor));
  }

  private static String cursor(StoredKey key) {
    return ListCursor.of(new Position(OptionalLong.of(key.number()), key.key().id())).encode(LIST);
  }

  private void read(ServerRequest request, ServerResponse response) {
    KeyAdmin admin = KeyAdmin.of(request, requests);
    StoredKey key = seen(admin, keys.find(id(request)));
    response.header(Json.TYPE).send(KeyJson.bytes(key, Optional.empty()));
  }

  private void create(ServerRequest request, ServerResponse response) throws IOException {
    KeyAdmin admin = KeyAdmin.of(request, requests);
    Bodies.require(request, BODY);
    byte[] bytes = Bodies.bytes(request);
    boolean ofPlatform = admin.own().tenant().isEmpty();
    KeyBody body = KeyBody.read(Bodies.json(bytes), ofPlatform, clock.instant());
    Grant grant = Grant.of(admin.owner(body.owner()).orElseThrow(), body.scopes());
    admin.requireAll(grant.scopes());
    KeyCredential credential = KeyCredential.generate(random);
    KeyDraft draft =
        new KeyDraft(credential.id(), body.name(), grant, credential.hash(), body.expiresAt());
    answer(
        request,
        response,
        admin,
        bytes,
        writer -> {
          admin.requireNoLongerThanOwn(writer, draft.expiresAt());
          AuditedCall.ofTenant(grant.tenant());
          return new Made(
              created(writer, draft),
              credential,
              Status.CREATED_201,
              Map.of(HeaderNames.LOCATION.defaultCase(), ApiPaths.KEYS + "/" + credential.id()));
        });
  }

  private static StoredKey created(KeyWriter writer, KeyDraft draft) {
    try {
      return writer.create(draft);
    } catch (TooManyKeys _) {
      throw KeyProblems.tooMany();
    }
  }

  private void rotate(ServerRequest request, ServerResponse response) throws IOException {
    KeyAdmin admin = KeyAdmin.of(request, requests);
    String id = id(request);
    byte[] bytes = Bodies.bytes(request);
    RotationBody body = rotation(request, bytes);
    KeyCredential credential = KeyCredential.generate(id, random);
    answer(
        request,
        response,
        admin,
        bytes,
        writer -> {
          StoredKey key = seen(admin, writer.lock(id));
          AuditedCall.ofTenant(key.key().grant().tenant());
          // Whoever gets a secret of a key may do all that the key may.
          admin.requireAll(key.key().grant().scopes());
          admin.requireNoLongerThanOwn(writer, key.key().expiresAt());
          Instant end = clock.instant().plus(body.oldValidFor());
          return new Made(
              writer.rotate(key, credential.hash(), end), credential, Status.OK_200, Map.of());
        });
  }

  private static RotationBody rotation(ServerRequest request, byte[] bytes) {
    if (bytes.length == 0) {
      return RotationBody.AT_ONCE;
    }
    Bodies.require(request, BODY);
    return RotationBody.read(Bodies.json(bytes));
  }

  private void revoke(ServerRequest request, ServerResponse response) {
    KeyAdmin admin = KeyAdmin.of(request, requests);
    String id = id(request);
    profiles.write(
        writer -> {
          StoredKey key = seen(admin, writer.keys().lock(id));
          AuditedCall.ofTenant(key.key().grant().tenant());
          writer.keys().revoke(key);
          return key;
        });
    response.status(Status.NO_CONTENT_204).send();
  }

  /** A key with a new secret, and how that is answered. */
  private record Made(
      StoredKey key, KeyCredential credential, Status status, Map<String, String> headers) {

    /** What is kept for when the request comes again: it has no secret. */
    Answer kept() {
      return answer(Optional.empty());
    }

    Answer shown() {
      return answer(Optional.of(credential));
    }

    private Answer answer(Optional<KeyCredential> shown) {
      return new Answer(status.code(), Optional.empty(), headers, KeyJson.bytes(key, shown));
    }
  }

  /**
   * Makes a secret, once for each idempotency key. The first answer tells it; when the request
   * comes again the same is answered without it, for nobody knows it any more.
   */
  private void answer(
      ServerRequest request,
      ServerResponse response,
      KeyAdmin admin,
      byte[] body,
      Function<KeyWriter, Made> work) {
    AtomicReference<Optional<Made>> made = new AtomicReference<>(Optional.empty());
    AtomicReference<Optional<Answer>> kept = new AtomicReference<>(Optional.empty());
    Answer answer =
        idempotency.once(
            request,
            admin.own().owner(),
            body,
            writer -> {
              made.set(Optional.of(work.apply(writer.keys())));
              kept.set(made.get().map(Made::kept));
              return kept.get().orElseThrow();
            });
    // What was made in a transaction that lost against another is not what is answered.
    boolean first = kept.get().filter(own -> own == answer).isPresent();
    Idempotency.send(response, first ? made.get().orElseThrow().shown() : answer);
  }

  private static StoredKey seen(KeyAdmin admin, Optional<StoredKey> key) {
    return key.filter(it -> admin.sees(it.key().grant())).orElseThrow(KeyProblems::unknown);
  }

  /** The id that the path names; what has not the form of one is no key's. */
  private static String id(ServerRequest request) {
    String id = request.path().pathParameters().get("id");
    if (!KeyCredential.isId(id)) {
      throw KeyProblems.unknown();
    }
    return id;
  }
}
