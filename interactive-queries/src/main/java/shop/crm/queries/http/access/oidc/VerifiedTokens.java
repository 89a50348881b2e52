package shop.crm.queries.http.access.oidc;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import shop.crm.queries.http.Caller;

/**
 * Tokens that were found valid, by their hash: a signature costs as much as all the rest of a read.
 * A token counts as valid until it ends, and as long as the issuer's keys stay the same. Bounded in
 * two halves: when the young one is full it becomes the old one, and what was not asked for since
 * is forgotten.
 */
final class VerifiedTokens {

  /**
   * What a token stands for.
   *
   * @param caller whose it is
   * @param until it is valid before this
   * @param keys by which that was found out
   */
  record Verified(Caller caller, Instant until, KeySet keys) {}

  private final int half;
  private volatile Map<Digest, Verified> young = new ConcurrentHashMap<>();
  private volatile Map<Digest, Verified> old = Map.of();

  /**
   * @param max how many are kept at the most
   */
  VerifiedTokens(int max) {
    this.half = max / 2;
  }

  /** Whose token it is, if it was found valid and is so by these keys at this time. */
  Optional<Caller> find(Digest token, KeySet keys, Instant now) {
    Verified found = young.get(token);
    if (found == null) {
      found = old.get(token);
      if (found == null) {
        return Optional.empty();
      }
      put(token, found);
    }
    // Not equal but the same: see Issuer.
    return found.keys() == keys && now.isBefore(found.until())
        ? Optional.of(found.caller())
        : Optional.empty();
  }

  /** Remembers that a token is valid. */
  void put(Digest token, Verified verified) {
    if (young.size() >= half) {
      turn();
    }
    young.put(token, verified);
  }

  private synchronized void turn() {
    if (young.size() >= half) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }

  /** How many are remembered. */
  int size() {
    return young.size() + old.size();
  }
}
