package shop.crm.benchmarks.fuzz.access;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keys that were made for a run.
 *
 * @param platform an administrator's of the platform
 * @param ofTenants by tenant, one that may do everything there
 * @param first the tenant that the next ones are of
 * @param without by scope, one that has all others
 * @param ended those that expired or were revoked
 * @param spare ids of keys that nobody needs, by which there is something to find
 */
public record KeyRing(
    String platform,
    Map<String, String> ofTenants,
    String first,
    Map<String, String> without,
    List<String> ended,
    List<String> spare) {

  public KeyRing {
    ofTenants = Map.copyOf(ofTenants);
    without = Map.copyOf(without);
    ended = List.copyOf(ended);
    spare = List.copyOf(spare);
  }

  /** The secrets of all of them: none may come to light. */
  public List<String> secrets() {
    return Stream.of(
            Stream.of(platform),
            ofTenants.values().stream(),
            without.values().stream(),
            ended.stream())
        .flatMap(keys -> keys)
        .map(key -> key.substring(key.lastIndexOf('_') + 1))
        .toList();
  }

  /** There are secrets in it. */
  @Override
  public String toString() {
    return "keys";
  }
}
