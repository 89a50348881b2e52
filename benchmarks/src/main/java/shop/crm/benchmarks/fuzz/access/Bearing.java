package shop.crm.benchmarks.fuzz.access;

import java.util.List;
import java.util.Set;

/**
 * What a request says of who sends it.
 *
 * @param kind for the report; {@link #GOOD} where nothing is wrong
 * @param headers lines, without their ends
 * @param expected the statuses of which the answer has one, where nothing is wrong but this; none
 *     where it depends on the rest
 * @param clear whether these lines leave no doubt where the head ends
 */
public record Bearing(String kind, List<String> headers, Set<Integer> expected, boolean clear) {

  /** The kind of those who may ask. */
  public static final String GOOD = "good";

  private static final String TENANT = "X-Tenant-ID: ";
  private static final String BEARER = "Authorization: Bearer ";

  public Bearing {
    headers = List.copyOf(headers);
    expected = Set.copyOf(expected);
  }

  /** Somebody who may ask. */
  static Bearing good(String... headers) {
    return new Bearing(GOOD, List.of(headers), Set.of(), true);
  }

  /** Somebody who may not. */
  static Bearing refused(String kind, int status, String... headers) {
    return new Bearing(kind, List.of(headers), Set.of(status), true);
  }

  /** The line that names a tenant. */
  static String tenant(String tenant) {
    return TENANT + tenant;
  }

  /** The line that has a key. */
  static String bearer(String credential) {
    return BEARER + credential;
  }

  /** The same, where nothing is expected of it. */
  Bearing whatever() {
    return new Bearing(kind, headers, Set.of(), clear);
  }

  public boolean isGood() {
    return kind.equals(GOOD);
  }

  /** There is a secret in it. */
  @Override
  public String toString() {
    return kind;
  }
}
