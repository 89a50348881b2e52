package shop.crm.schemas.model;

import java.time.Instant;

/** Instants as microseconds since 1970: the resolution of every stored time. */
public final class Micros {

  private Micros() {}

  /** The microseconds since 1970, rounded down. */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  /** The instant that many microseconds after 1970. */
  public static Instant toInstant(long epochMicros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochMicros, 1_000_000L), Math.floorMod(epochMicros, 1_000_000L) * 1_000L);
  }
}
