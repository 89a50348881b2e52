package shop.crm.connectors.postgres;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.profile.LoyaltyEntry;

/** Profiles in PostgreSQL. */
public final class PostgresProfiles implements Profiles {

  /** Profiles in that database. */
  public PostgresProfiles(Database database, Clock clock) {}

  @Override
  public Lookup find(CustomerKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, StoredProfile> find(String tenant, Collection<String> ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<StoredProfile> list(String tenant, ProfileQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void entries(CustomerKey key, Predicate<LoyaltyEntry> each) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Consent> consents(CustomerKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T write(Function<ProfileWriter, T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Answer once(Once once, Function<ProfileWriter, Answer> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Imported> take(String tenant, List<ImportLine> lines) {
    throw new UnsupportedOperationException();
  }
}
