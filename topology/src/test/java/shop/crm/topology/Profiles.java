package shop.crm.topology;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;

/** What PostgreSQL tells of one customer's profile: version after version, over erasures. */
public final class Profiles {

  private final CustomerKey customer;
  private long version;
  private Profile profile = Profile.NOTHING;
  private Optional<Instant> created = Optional.empty();
  private Optional<Instant> erased = Optional.empty();

  private Profiles(CustomerKey customer) {
    this.customer = customer;
  }

  public static Profiles of(Facts facts) {
    return new Profiles(facts.customer());
  }

  /** A profile of a name, what was agreed to, and tags. */
  public static Profile named(String firstName, Optional<Boolean> emailOptIn, String... tags) {
    Optional<String> none = Optional.empty();
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of(firstName + "@example.com"))
        .text(ProfileField.FIRST_NAME, Optional.of(firstName))
        .tags(List.of(tags))
        .text(ProfileField.SOURCE, Optional.of("web"))
        .flag(ProfileField.EMAIL_OPT_IN, emailOptIn)
        .build();
  }

  public ProfileRecord.Known saved(Profile next, Instant at) {
    return saved(next, Origin.API, Optional.empty(), at);
  }

  public ProfileRecord.Known saved(
      Profile next, Origin origin, Optional<String> sourceId, Instant at) {
    Revision revision = Revision.between(profile, next, created.isEmpty(), origin, sourceId, at);
    profile = next;
    created = created.or(() -> Optional.of(at));
    return new ProfileRecord.Known(
        customer, ++version, created.orElseThrow(), at, erased, next, revision);
  }

  public ProfileRecord.Erased erased(Instant at) {
    profile = Profile.NOTHING;
    created = Optional.empty();
    erased = Optional.of(at);
    return new ProfileRecord.Erased(customer, ++version, at);
  }
}
