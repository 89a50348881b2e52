package shop.crm.connectors.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;
import shop.crm.schemas.topic.ApiKeyRecordJson;

/** What an instance makes of the records of keys, in whatever order they come. */
class ApiKeyReplicaTest {

  private static final Instant AT = Instant.parse("2026-02-01T10:00:00Z");
  private static final String ID = "7mz3k0q9v2c8x4hd";

  private final ApiKeyReplica replica = new ApiKeyReplica(Map.of(), new SimpleMeterRegistry());

  private static ApiKey key(long revision) {
    return new ApiKey(
        ID,
        "of a test",
        Grant.of("shop", Set.of(Scope.ADMIN)),
        List.of(
            new ApiKey.Secret(
                SecretHash.ofHex(String.format("%064x", revision)), Optional.empty())),
        AT,
        Optional.empty(),
        revision);
  }

  private void issued(long revision) {
    take(ApiKeyRecordJson.write(new ApiKeyRecord.Issued(key(revision))));
  }

  private void revoked(long revision) {
    take(ApiKeyRecordJson.write(new ApiKeyRecord.Revoked(ID, revision, AT)));
  }

  private void take(byte[] value) {
    replica.take(new ConsumerRecord<>(Topics.KEYS, 0, 7, ID.getBytes(UTF_8), value));
  }

  @Test
  void before_it_has_read_anything_it_knows_nothing_and_says_so() {
    assertFalse(replica.isComplete());
    assertEquals(Optional.empty(), replica.find(ID));
  }

  @Test
  void of_one_key_the_highest_revision_wins_whatever_comes_last() {
    issued(2);
    issued(3);
    issued(1);

    assertEquals(Optional.of(key(3)), replica.find(ID));
  }

  @Test
  void a_revoked_key_is_gone_and_no_older_record_brings_it_back() {
    issued(1);
    revoked(2);
    assertEquals(Optional.empty(), replica.find(ID));
    issued(1);
    assertEquals(Optional.empty(), replica.find(ID));
  }

  @Test
  void a_revocation_that_comes_first_holds_all_the_same() {
    revoked(3);
    issued(2);

    assertEquals(Optional.empty(), replica.find(ID));
  }

  /** It may be a revocation that a later release writes otherwise. */
  @Test
  void a_record_that_cannot_be_read_lets_nobody_in_by_its_key() {
    issued(1);
    take("{\"id\":\"7mz3k0q9v2c8x4hd\",\"revoked\":true}".getBytes(UTF_8));

    assertEquals(Optional.empty(), replica.find(ID));
    assertEquals("1 1", replica.status().handled() + " " + replica.status().rejected());
  }
}
