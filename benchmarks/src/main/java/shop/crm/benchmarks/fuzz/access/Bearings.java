package shop.crm.benchmarks.fuzz.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/**
 * Draws who requests say that they come from.
 *
 * @param ring keys of the service; none where it asks nobody who they are
 */
public record Bearings(Optional<KeyRing> ring) {

  private static final String ON_BEHALF_OF = "X-On-Behalf-Of: ";

  /** None of these is a name. */
  private static final List<String> NO_NAMES =
      List.of("", " ", "x".repeat(129), "x".repeat(8_000), "a\tb");

  private static final List<String> UNCLEAR_NAMES =
      List.of("\u00E9", "a\u0001b", "\0", "a\u001B[2Jb", "\u00FF");

  private static final List<String> NAMES =
      List.of(
          OddTexts.PLANTED,
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "'; DROP TABLE audit_log; --",
          "%s%n%x",
          "${jndi:ldap://127.0.0.1/x}",
          "x".repeat(128),
          "a\r\n" + ON_BEHALF_OF + "b");

  private static final List<String> FOREIGN =
      List.of("default", "nobody", "*", "a b", "fuzz-", "FUZZ-0", "fuzz-0,fuzz-1", "..", "x/y");

  /** Those of a service that asks nobody. */
  public static Bearings unasked() {
    return new Bearings(Optional.empty());
  }

  /**
   * Somebody.
   *
   * @param scope that the call requires
   * @param tenant whom it is about
   */
  public Bearing draw(Optional<String> scope, String tenant, Dice dice) {
    if (dice.chance(0.05)) {
      return onBehalf(tenant, dice);
    }
    if (ring.isEmpty()) {
      return dice.chance(0.85) ? good(tenant) : asked(BadCredentials.draw(tenant, dice));
    }
    return dice.chance(0.6)
        ? whoMay(ring.get(), tenant, dice)
        : whoMayNot(ring.get(), scope, tenant, dice);
  }

  /** Where nobody is asked, a credential changes nothing. */
  private static Bearing asked(Bearing bad) {
    return bad.expected().contains(401) ? bad.whatever() : bad;
  }

  /** Somebody who may ask for everything of a tenant. */
  public Bearing good(String tenant) {
    return ring.map(keys -> own(keys, tenant))
        .orElseGet(() -> Bearing.good(Bearing.tenant(tenant)));
  }

  private static Bearing own(KeyRing keys, String tenant) {
    String key = keys.ofTenants().getOrDefault(tenant, keys.platform());
    return Bearing.good(Bearing.tenant(tenant), Bearing.bearer(key));
  }

  private static Bearing whoMay(KeyRing keys, String tenant, Dice dice) {
    return switch (dice.below(12)) {
      case 0 -> Bearing.good(Bearing.bearer(keys.ofTenants().get(tenant)));
      case 1 -> Bearing.good(Bearing.tenant(tenant), Bearing.bearer(keys.platform()));
      case 2 ->
          new Bearing(
              "platform without tenant", List.of(Bearing.bearer(keys.platform())), Set.of(), true);
      case 3 ->
          new Bearing(
              "masked", List.of(Bearing.bearer(keys.without().get("pii:read"))), Set.of(), true);
      default -> own(keys, tenant);
    };
  }

  private static Bearing whoMayNot(KeyRing keys, Optional<String> scope, String tenant, Dice dice) {
    String line = Bearing.tenant(tenant);
    String key = keys.ofTenants().get(tenant);
    return switch (dice.below(12)) {
      case 0 -> Bearing.refused("no credential", 401, line);
      case 1 -> {
        String ended = Bearing.bearer(dice.any(keys.ended()));
        yield Bearing.refused("ended", 401, line, ended);
      }
      case 2, 3 -> Bearing.refused("nearly a key", 401, line, Bearing.bearer(nearly(key, dice)));
      case 4, 5 -> {
        String missing = keys.without().get(scope.orElse("admin"));
        String own = Bearing.tenant(keys.first());
        yield Bearing.refused("missing scope", 403, own, Bearing.bearer(missing));
      }
      case 6, 7 -> {
        String foreign = Bearing.tenant(foreign(keys, tenant, dice));
        yield Bearing.refused("foreign tenant", 403, foreign, Bearing.bearer(key));
      }
      case 8 -> {
        String second = Bearing.bearer(dice.chance(0.5) ? key : BadCredentials.unknown(dice));
        yield Bearing.refused("two credentials", 401, line, Bearing.bearer(key), second);
      }
      default -> BadCredentials.draw(tenant, dice);
    };
  }

  private static String foreign(KeyRing keys, String tenant, Dice dice) {
    List<String> others =
        keys.ofTenants().keySet().stream().sorted().filter(it -> !it.equals(tenant)).toList();
    return dice.chance(0.5)
        ? dice.any(others)
        : dice.any(FOREIGN.stream().filter(it -> !it.equals(tenant)).toList());
  }

  /** A key that is another one by a character or two. */
  private static String nearly(String key, Dice dice) {
    int end = key.length();
    int behindId = key.lastIndexOf('_');
    String unknown = BadCredentials.unknown(dice);
    return switch (dice.below(8)) {
      case 0 -> key.substring(0, end - 1);
      case 1 -> key.substring(0, end / 2);
      case 2 -> key + "A";
      case 3 -> key.substring(0, end - 1) + (key.charAt(end - 1) == 'x' ? 'y' : 'x');
      case 4 -> key.substring(0, behindId) + unknown.substring(unknown.lastIndexOf('_'));
      case 5 -> unknown.substring(0, unknown.lastIndexOf('_')) + key.substring(behindId);
      case 6 -> key + "." + key;
      default -> key.substring(behindId + 1);
    };
  }

  private Bearing onBehalf(String tenant, Dice dice) {
    Bearing who = good(tenant);
    int kind = dice.below(3);
    String name =
        switch (kind) {
          case 0 -> dice.any(NO_NAMES);
          case 1 -> dice.any(UNCLEAR_NAMES);
          default -> dice.any(NAMES);
        };
    List<String> lines = new ArrayList<>(who.headers());
    lines.add(ON_BEHALF_OF + name);
    Set<Integer> expected = kind == 2 ? Set.of() : Set.of(400);
    return new Bearing("on behalf of", lines, expected, kind != 1);
  }

  /** Keys that can be found, by their ids. */
  public List<String> ids() {
    return ring.map(KeyRing::spare).orElse(List.of());
  }
}
