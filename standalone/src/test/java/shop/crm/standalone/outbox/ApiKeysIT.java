package shop.crm.standalone.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.ConnectorStatus.State;
import shop.crm.connectors.access.ApiKeyReplica;
import shop.crm.connectors.access.KeyUses;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.connectors.postgres.KeyWriter;
import shop.crm.connectors.postgres.OutboxRelay;
import shop.crm.connectors.postgres.PostgresApiKeys;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.access.KeyAuthenticator;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** What is done to a key in PostgreSQL reaches every instance, by the outbox and the topic. */
class ApiKeysIT extends RelayFixture {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();

  private ApiKeys keys;

  @BeforeEach
  void begin() {
    keys = new PostgresApiKeys(database.database(), CLOCK);
    OutboxRelay relay =
        new OutboxRelay(
            database.database(), servers.kafkaClient(), CLOCK, new SimpleMeterRegistry());
    closedAfterwards(relay).start();
  }

  /** What one instance of the service has, to know callers by keys. */
  private final class Instance {
    private final ApiKeyReplica replica =
        closedAfterwards(new ApiKeyReplica(servers.kafkaClient(), new SimpleMeterRegistry()));
    private final KeyUses uses = closedAfterwards(new KeyUses(keys, new SimpleMeterRegistry()));
    private final KeyAuthenticator authenticator =
        new KeyAuthenticator(replica::isComplete, replica::find, uses::note, CLOCK);

    Instance start() {
      replica.start();
      uses.start();
      return this;
    }

    boolean letsIn(KeyCredential credential) {
      try {
        return authenticator.authenticate(credential.text()) instanceof Caller.OfTenant;
      } catch (ProblemException _) {
        return false;
      }
    }

    long revision(KeyCredential credential) {
      return replica.find(credential.id()).map(ApiKey::revision).orElse(0L);
    }
  }

  private KeyCredential create() {
    KeyCredential credential = KeyCredential.generate(RANDOM);
    KeyDraft draft =
        new KeyDraft(
            credential.id(),
            "of a test",
            Grant.of("shop", Set.of(Scope.CUSTOMERS_READ)),
            credential.hash(),
            Optional.empty());
    write(writer -> writer.create(draft));
    return credential;
  }

  private void revoke(KeyCredential credential) {
    write(
        writer -> {
          writer.revoke(writer.lock(credential.id()).orElseThrow());
          return credential;
        });
  }

  private KeyCredential rotate(KeyCredential credential, Instant end) {
    KeyCredential next = KeyCredential.generate(credential.id(), RANDOM);
    write(writer -> writer.rotate(writer.lock(credential.id()).orElseThrow(), next.hash(), end));
    return next;
  }

  private void write(Function<KeyWriter, ?> work) {
    database.profiles().write(writer -> work.apply(writer.keys()));
  }

  @Test
  void what_is_done_to_a_key_holds_on_every_instance() {
    Instance one = new Instance().start();
    Instance other = new Instance().start();
    KeyCredential credential = create();
    Await.until("one lets it in", () -> one.letsIn(credential));
    Await.until("the other lets it in", () -> other.letsIn(credential));

    KeyCredential next = rotate(credential, CLOCK.instant().plusSeconds(3_600));
    Await.until("the other lets the next in", () -> other.letsIn(next));
    assertTrue(other.letsIn(credential));
    KeyCredential last = rotate(next, CLOCK.instant());
    Await.until("the other knows the last", () -> other.revision(last) == 3);
    assertFalse(other.letsIn(next));
    assertFalse(other.letsIn(credential));

    revoke(last);
    Await.until("one keeps it out", () -> !one.letsIn(last));
    Await.until("the other keeps it out", () -> !other.letsIn(last));
    assertEquals(State.RUNNING, other.replica.status().state());
  }

  @Test
  void an_instance_that_starts_knows_what_there_is_and_lets_nobody_in_before() {
    KeyCredential kept = create();
    KeyCredential revoked = create();
    revoke(revoked);
    Await.until("all is published", () -> database.outbox().isEmpty());
    Instance late = new Instance();
    assertFalse(late.replica.isComplete());
    assertFalse(late.letsIn(kept));

    late.start();
    Await.until("all is read", late.replica::isComplete);
    assertTrue(late.letsIn(kept));
    assertFalse(late.letsIn(revoked));
  }

  @Test
  void while_kafka_is_away_it_goes_on_with_what_it_knows_and_learns_the_rest_later()
      throws Exception {
    Instance instance = new Instance().start();
    KeyCredential credential = create();
    KeyCredential other = create();
    Await.until("they are let in", () -> instance.letsIn(credential) && instance.letsIn(other));
    servers.stopKafka();
    revoke(other);
    assertTrue(instance.letsIn(credential));
    servers.startKafka();

    Await.until("the other is kept out", () -> !instance.letsIn(other));
    assertTrue(instance.letsIn(credential));
  }

  @Test
  void the_day_on_which_a_key_was_used_reaches_postgresql() {
    Instance instance = new Instance().start();
    KeyCredential credential = create();
    Await.until("it is let in", () -> instance.letsIn(credential));
    instance.uses.close();

    LocalDate used = keys.find(credential.id()).orElseThrow().lastUsedOn().orElseThrow();
    assertFalse(used.isAfter(LocalDate.now(ZoneOffset.UTC)), "" + used);
  }
}
