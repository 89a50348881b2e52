package shop.crm.queries.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.json.JsonBytes;

/** Accepts wishes of a tenant in which there is nothing to choose. */
public final class AcceptedRequests {

  private static final int MAX_ERRORS = 20;

  /** A wish of a tenant. */
  interface Wish {
    /** Takes it; its id, where what comes of it can be followed. */
    Optional<String> of(String tenant);
  }

  private final KnownTenants tenants;
  private final Idempotency idempotency;
  private final Clock clock;

  AcceptedRequests(LiveState state, Profiles profiles, Clock clock) {
    this.tenants = new KnownTenants(state, profiles);
    this.idempotency = new Idempotency(profiles);
    this.clock = clock;
  }

  /**
   * Accepts a wish.
   *
   * @param wish takes the tenant, who has customers, and tells the wish's id where it has one
   */
  void accept(ServerRequest request, ServerResponse response, String tenant, Wish wish)
      throws IOException {
    Optional<String> key = Idempotency.key(request);
    byte[] body = Bodies.bytes(request);
    check(request, body);
    // What was answered before is answered so again, whoever has gone since.
    if (key.isEmpty() || !idempotency.isAnswered(request, tenant, body, key.get())) {
      tenants.require(tenant);
    }
    // Without a key there is nothing to remember, and PostgreSQL is not needed.
    if (key.isPresent()) {
      idempotency.answer(request, response, tenant, body, _ -> requested(tenant, wish));
    } else {
      Idempotency.send(response, requested(tenant, wish));
    }
  }

  private Answer requested(String tenant, Wish wish) {
    Instant now = clock.instant();
    Optional<String> id = wish.of(tenant);
    byte[] answer =
        JsonBytes.object(
            json -> {
              if (id.isPresent()) {
                json.writeStringField("id", id.get());
              }
              json.writeStringField("status", "accepted");
              json.writeStringField("tenant_id", tenant);
              json.writeStringField("requested_at", now.toString());
            });
    return new Answer(Status.ACCEPTED_202.code(), Optional.empty(), Map.of(), answer);
  }

  /** There is nothing to choose: the body is empty, or an empty object. */
  private static void check(ServerRequest request, byte[] body) {
    if (body.length == 0) {
      return;
    }
    Bodies.require(request, Set.of(Json.MEDIA_TYPE));
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    JsonNode node = Bodies.json(body);
    if (!node.isObject()) {
      errors.add("", "is not an object");
    }
    node.propertyStream()
        .forEach(
            field -> errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here"));
    errors.throwIfAny();
  }
}
