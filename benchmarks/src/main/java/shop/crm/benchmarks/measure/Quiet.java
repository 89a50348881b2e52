package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the service has nothing left to do: what one candidate wrote is not to be published
 * and taken in while the next one is measured.
 */
record Quiet(Api api, BareSql sql) {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 250;

  /** Waits until the outbox is empty, the stream has all of it, and the bridges stand still. */
  void await() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!outboxIsEmpty()) {
      pause(deadline);
    }
    Instant published = Instant.now();
    long handled = -1;
    while (true) {
      JsonNode status = api.get("/status");
      long before = handled;
      handled = sum(status.path("connectors"), "handled");
      if (isComplete(status.path("tasks"), published) && handled == before) {
        return;
      }
      pause(deadline);
    }
  }

  private boolean outboxIsEmpty() {
    try {
      return sql.outboxIsEmpty();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell of the outbox", e);
    }
  }

  private static boolean isComplete(JsonNode tasks, Instant published) {
    for (JsonNode task : tasks) {
      if (!Instant.parse(task.path("as_of").asText()).isAfter(published)) {
        return false;
      }
    }
    return !tasks.isEmpty();
  }

  private static long sum(JsonNode list, String field) {
    long sum = 0;
    for (JsonNode each : list) {
      sum += each.path(field).asLong();
    }
    return sum;
  }

  private static void pause(long deadline) throws InterruptedException {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("the service did not get through what was written");
    }
    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
  }
}
