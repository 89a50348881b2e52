package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

/**
 * The system of record of profiles and of the loyalty ledger. Safe for use by many threads; each
 * call is bounded in time and throws {@link DatabaseAway} while PostgreSQL does not answer.
 */
public interface Profiles {

  /** What is known of one id. */
  Lookup find(CustomerKey key);

  /** What is known of some ids, by id. */
  Map<String, Lookup> find(String tenant, Collection<String> ids);

  /** One page. */
  List<StoredProfile> list(String tenant, ProfileQuery query);

  /**
   * Passes the entries of a customer's ledger to {@code each}, newest first, those of one time by
   * id, until it answers false.
   */
  void entries(CustomerKey key, Predicate<LoyaltyEntry> each);

  /** The history of a customer's consents, newest first; at most 1,000. */
  List<Consent> consents(CustomerKey key);

  /** Does {@code work} in one transaction: all of it, or nothing where it throws. */
  <T> T write(Function<ProfileWriter, T> work);

  /**
   * Does {@code work} in one transaction unless it was done under that key before; then the first
   * answer is given again. Requests of one key at the same time wait for each other. What throws is
   * not remembered.
   *
   * @throws KeyReused if the key came with another fingerprint
   */
  Answer once(Once once, Function<ProfileWriter, Answer> work);

  /** Whether a key was used before, with whatever request. */
  boolean isUsed(String tenant, String key);

  /**
   * The answer that a request was given before, if it was.
   *
   * @throws KeyReused if the key came with another fingerprint
   */
  Optional<Answer> answered(Once once);

  /**
   * Creates the customers that are not there and changes those that are, each by itself: the result
   * of each line, in their order. The lines of one call are one transaction. An id that comes twice
   * is taken in the order of the lines.
   */
  List<Imported> take(String tenant, List<ImportLine> lines);

  /**
   * One change of consent.
   *
   * @param origin who changed it
   * @param sourceId the event that did, where one did
   */
  record Consent(ConsentChange change, Instant at, Origin origin, Optional<String> sourceId) {}

  /**
   * What makes a request the same as one before.
   *
   * @param key the caller's idempotency key
   * @param fingerprint of method, path and body
   */
  record Once(String tenant, String key, String fingerprint) {}

  /**
   * An answer as it is kept for repetitions.
   *
   * @param customer whom it is about: it is forgotten with them
   * @param headers of the answer, by name
   */
  record Answer(int status, Optional<String> customer, Map<String, String> headers, byte[] body) {}

  /**
   * One customer to take in.
   *
   * @param created the profile where there is none yet
   * @param change makes the new profile from the one that is there
   */
  record ImportLine(String id, Profile created, UnaryOperator<Profile> change) {

    /** One that makes of a new customer what it makes of one of whom nothing is known. */
    public ImportLine(String id, UnaryOperator<Profile> change) {
      this(id, change.apply(Profile.NOTHING), change);
    }
  }

  /** What became of a line. */
  enum Imported {
    CREATED,
    UPDATED,
    UNCHANGED,
    /** Another customer of the tenant has the email: nothing was written. */
    DUPLICATE_EMAIL,
    /** The tenant has as many customers as may be created for it: nothing was written. */
    TOO_MANY
  }
}
