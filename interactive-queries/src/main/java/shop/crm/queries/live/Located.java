package shop.crm.queries.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
   * Owned by another instance, or by none for now.
   *
   * @param owner whom to ask; none while it is changing
   * @param otherwise what can be answered here if the owner does not answer: a stale value, or that
   *     it is not available
   * @param copies who can be asked for a stale value if that is not available here either
   */
  record Elsewhere<T>(
      Optional<HostInfo> owner, Supplier<Located<T>> otherwise, List<HostInfo> copies)
      implements Located<T> {}

  /** Nobody can answer now: the owner is changing, or its state is being restored. */
  record Unavailable<T>(Duration retryAfter) implements Located<T> {}

  /** The same place, with what {@code change} makes of the value. */
  default <R> Located<R> map(Function<T, R> change) {
    return switch (this) {
      case Here<T>(T value, Freshness freshness) -> new Here<>(change.apply(value), freshness);
      case Elsewhere<T>(var owner, Supplier<Located<T>> otherwise, List<HostInfo> copies) ->
          new Elsewhere<>(owner, () -> otherwise.get().map(change), copies);
      case Unavailable<T>(Duration retryAfter) -> new Unavailable<>(retryAfter);
    };
  }
}
