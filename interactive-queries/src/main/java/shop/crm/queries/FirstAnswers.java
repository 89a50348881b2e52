package shop.crm.queries;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Remembers what the newest idempotency keys were answered, so that a repetition gets the same. */
final class FirstAnswers {

  private static final int MAX_KEYS = 10_000;

  private final Map<Key, First> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, First> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private record Key(String tenant, String key) {}

  private record First(String body, CompletableFuture<byte[]> answer) {}

  /**
   * The first answer to that key, or that of {@code work} if there was none. A failure is not
   * remembered.
   *
   * @param body what the request asks for
   * @throws ProblemException if the key came with another body before
   */
  byte[] answer(String tenant, String key, String body, Supplier<byte[]> work) {
    First mine = new First(body, new CompletableFuture<>());
    First first = putIfAbsent(new Key(tenant, key), mine);
    if (!first.body().equals(body)) {
      throw new ProblemException(Problem.reusedKey());
    }
    if (first == mine) {
      run(new Key(tenant, key), mine, work);
    }
    try {
      return first.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void run(Key key, First mine, Supplier<byte[]> work) {
    try {
      mine.answer().complete(work.get());
    } catch (RuntimeException e) {
      remove(key, mine);
      mine.answer().completeExceptionally(e);
    }
  }

  private synchronized First putIfAbsent(Key key, First entry) {
    First first = entries.putIfAbsent(key, entry);
    return first == null ? entry : first;
  }

  private synchronized void remove(Key key, First entry) {
    entries.remove(key, entry);
  }
}
