package shop.crm.queries.live;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What became of a read of live state.
 *
 * @param <T> what was asked for
 */
public sealed interface Located<T> {

  /** Owned here. */
  record Here<T>(T value, Freshness freshness) implements Located<T> {}

  /**
   * Owned by another instance.
   *
   * @param owner where to ask
   * @param otherwise what can be answered here if the owner does not answer: a stale value, or that
   *     it is not available
   */
  record Elsewhere<T>(HostInfo owner, Supplier<Located<T>> otherwise) implements Located<T> {}

  /** Nobody can answer now: the owner is changing, or its state is being restored. */
  record Unavailable<T>(Duration retryAfter) implements Located<T> {}

  /** The same place, with what {@code change} makes of the value. */
  default <R> Located<R> map(Function<T, R> change) {
    return switch (this) {
      case Here<T>(T value, Freshness freshness) -> new Here<>(change.apply(value), freshness);
      case Elsewhere<T>(HostInfo owner, Supplier<Located<T>> otherwise) ->
          new Elsewhere<>(owner, () -> otherwise.get().map(change));
      case Unavailable<T>(Duration retryAfter) -> new Unavailable<>(retryAfter);
    };
  }
}
