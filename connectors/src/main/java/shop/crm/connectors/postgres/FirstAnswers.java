package shop.crm.connectors.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;

/** Remembers what idempotency keys were answered, in the transaction of the work itself. */
final class FirstAnswers {

  /** How long a key is remembered. */
  static final Duration KEPT = Duration.ofDays(7);

  private static final int SWEPT_AT_ONCE = 1_000;

  /** Waits for another transaction with the same key, and then inserts nothing. */
  private static final String CLAIM =
      """
      INSERT INTO idempotency (tenant_id, key, fingerprint, created_at) \
      VALUES (:tenant, :key, :fingerprint, :now) ON CONFLICT DO NOTHING""";

  private static final String FIRST =
      """
      SELECT fingerprint, status, customer_id, headers, body FROM idempotency \
      WHERE tenant_id = :tenant AND key = :key""";

  private static final String KEEP =
      """
      UPDATE idempotency SET status = :status, customer_id = :customer, \
      headers = :headers::jsonb, body = :body WHERE tenant_id = :tenant AND key = :key""";

  private static final String FORGET =
      """
      DELETE FROM idempotency WHERE (tenant_id, key) IN \
      (SELECT tenant_id, key FROM idempotency WHERE created_at < :before \
      ORDER BY created_at LIMIT :limit)""";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final Clock clock;

  FirstAnswers(Clock clock) {
    this.clock = clock;
  }

  private record First(String fingerprint, Answer answer) {}

  Answer once(Handle handle, Once once, Supplier<Answer> work) {
    while (true) {
      if (claimed(handle, once)) {
        Answer answer = work.get();
        keep(handle, once, answer);
        return answer;
      }
      Optional<Answer> first = answered(handle, once);
      if (first.isPresent()) {
        return first.get();
      }
      // Its customer was erased between the two statements: the key is free again.
    }
  }

  static Optional<Answer> answered(Handle handle, Once once) {
    Optional<First> first = first(handle, once);
    if (first.isPresent() && !first.get().fingerprint().equals(once.fingerprint())) {
      throw new KeyReused();
    }
    return first.map(First::answer);
  }

  static boolean isUsed(Handle handle, String tenant, String key) {
    return handle
        .createQuery("SELECT 1 FROM idempotency WHERE tenant_id = :tenant AND key = :key")
        .bind("tenant", tenant)
        .bind("key", key)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private boolean claimed(Handle handle, Once once) {
    return handle
            .createUpdate(CLAIM)
            .bind("tenant", once.tenant())
            .bind("key", once.key())
            .bind("fingerprint", once.fingerprint())
            .bind("now", CustomerTable.timestamp(clock.instant()))
            .execute()
        == 1;
  }

  private static Optional<First> first(Handle handle, Once once) {
    return handle
        .createQuery(FIRST)
        .bind("tenant", once.tenant())
        .bind("key", once.key())
        .map(
            (row, context) ->
                new First(
                    row.getString("fingerprint"),
                    new Answer(
                        row.getInt("status"),
                        Optional.ofNullable(row.getString("customer_id")),
                        headers(row.getString("headers")),
                        row.getBytes("body"))))
        .findOne();
  }

  private static void keep(Handle handle, Once once, Answer answer) {
    handle
        .createUpdate(KEEP)
        .bind("status", answer.status())
        .bind("customer", answer.customer().orElse(null))
        .bind("headers", json(answer.headers()))
        .bind("body", answer.body())
        .bind("tenant", once.tenant())
        .bind("key", once.key())
        .execute();
  }

  /**
   * Forgets some of the keys that are old enough, the oldest first.
   *
   * @return whether there may be more
   */
  static boolean forget(Handle handle, Instant now) {
    return handle
            .createUpdate(FORGET)
            .bind("before", CustomerTable.timestamp(now.minus(KEPT)))
            .bind("limit", SWEPT_AT_ONCE)
            .execute()
        == SWEPT_AT_ONCE;
  }

  private static String json(Map<String, String> headers) {
    try {
      return JSON.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  private static Map<String, String> headers(String json) {
    try {
      return JSON.readValue(json, HEADERS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("headers in PostgreSQL are no JSON", e);
    }
  }
}
