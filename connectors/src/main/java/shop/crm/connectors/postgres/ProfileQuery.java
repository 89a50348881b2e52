package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.profile.Channel;

/**
 * A page of profiles, sorted by the time of creation, then id.
 *
 * @param prefix what name, email or phone starts with, whatever the case
 * @param email the whole email, whatever the case
 * @param tag one that they have
 * @param consents by channel whether they are opted in; never asked counts as not
 * @param descending newest first
 * @param after the last one of the page before
 * @param limit how many at the most
 */
public record ProfileQuery(
    Optional<String> prefix,
    Optional<String> email,
    Optional<String> tag,
    Map<Channel, Boolean> consents,
    boolean descending,
    Optional<After> after,
    int limit) {

  public ProfileQuery {
    consents = Map.copyOf(consents);
  }

  /** Where a page ends. */
  public record After(Instant createdAt, String id) {}

  /** Every profile of the tenant, the first created first. */
  public static ProfileQuery all(int limit) {
    return new ProfileQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        false,
        Optional.empty(),
        limit);
  }

  /** The page that starts behind a place. */
  public ProfileQuery after(After place) {
    return new ProfileQuery(prefix, email, tag, consents, descending, Optional.of(place), limit);
  }

  /** The same with another limit. */
  public ProfileQuery limitedTo(int most) {
    return new ProfileQuery(prefix, email, tag, consents, descending, after, most);
  }
}
