package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * Everything that is known of a customer but the orders themselves: one row, one read, one view.
 *
 * @param known between which times facts tell of the customer
 * @param versioned what the customer is called, and which version of that it is
 * @param purchases the calendar of counting orders
 * @param loyalty points and tier
 * @param standing scores and segment; empty where no order counts
 * @param memberships the segments that the customer is in
 * @param books what the stream keeps to go on from
 */
public record CustomerState(
    Span known,
    VersionedProfile versioned,
    Purchases purchases,
    Loyalty loyalty,
    Optional<Standing> standing,
    Memberships memberships,
    Bookkeeping books) {

  /** The first customer of an id as the first fact makes it: nothing but its time is known. */
  public static CustomerState begin(Instant fact, String lowestTier) {
    return begin(fact, lowestTier, new VersionedProfile(Profile.STUB, 0), Bookkeeping.NEW);
  }

  /** The same of a customer who comes after an erased one of the same id. */
  public static CustomerState beginAfter(Erasure erasure, Instant fact, String lowestTier) {
    return begin(
        fact,
        lowestTier,
        new VersionedProfile(Profile.STUB, erasure.version()),
        Bookkeeping.after(erasure));
  }

  private static CustomerState begin(
      Instant fact, String lowestTier, VersionedProfile stub, Bookkeeping books) {
    return new CustomerState(
        new Span(fact, fact),
        stub,
        Purchases.NONE,
        Loyalty.none(lowestTier),
        Optional.empty(),
        Memberships.NONE,
        books);
  }

  /** The time of the earliest fact. */
  public Instant createdAt() {
    return known.from();
  }

  /** The time of the latest fact. */
  public Instant updatedAt() {
    return known.to();
  }

  /** What the customer is called. */
  public Profile profile() {
    return versioned.profile();
  }

  /** The version of the profile, see {@link VersionedProfile}. */
  public long version() {
    return versioned.version();
  }

  /** How many changes were published. */
  public long sequence() {
    return books.sequence();
  }

  /** Under which thresholds spend last changed, see {@link Bookkeeping}. */
  public long spendVersion() {
    return books.spendVersion();
  }

  /** When a customer of the same id was erased before, if one was. */
  public Optional<Instant> erasedAt() {
    return books.erasedAt();
  }

  /** When time changes something about the customer, if ever. */
  public Optional<Instant> due() {
    return books.due();
  }

  /** Which customer of this id it is; 0 for the first. */
  public long life() {
    return books.life();
  }

  /** Where the customer stands in their life with the shop. */
  public LifecycleStage stage() {
    return LifecycleStage.of(standing.map(Standing::segment));
  }

  /** This state as a fact of some time leaves it: known since then, and up to then. */
  public CustomerState touched(Instant fact) {
    Span span = known.with(fact);
    return span == known
        ? this
        : new CustomerState(span, versioned, purchases, loyalty, standing, memberships, books);
  }

  /** This state with a version of the profile, which has a number in the chain of changes. */
  public CustomerState withProfile(Profile other, long itsVersion, long itsSequence) {
    return new CustomerState(
        known,
        new VersionedProfile(other, itsVersion),
        purchases,
        loyalty,
        standing,
        memberships,
        books.withSequence(itsSequence));
  }

  /** This state with other purchases, under the version of thresholds that is in force. */
  public CustomerState withPurchases(Purchases other, long thresholds) {
    Bookkeeping after = books.withSpendVersion(thresholds);
    return new CustomerState(known, versioned, other, loyalty, standing, memberships, after);
  }

  /** This state with other points. */
  public CustomerState withLoyalty(Loyalty other) {
    return new CustomerState(known, versioned, purchases, other, standing, memberships, books);
  }

  /** This state with another standing, after so many changes. */
  public CustomerState withStanding(Optional<Standing> other, long changes) {
    Bookkeeping after = books.withSequence(changes);
    return new CustomerState(known, versioned, purchases, loyalty, other, memberships, after);
  }

  /** This state in other segments, after so many changes. */
  public CustomerState withMemberships(Memberships other, long changes) {
    Bookkeeping after = books.withSequence(changes);
    return new CustomerState(known, versioned, purchases, loyalty, standing, other, after);
  }

  /** This state, with when a customer of the same id was erased before. */
  public CustomerState withErasedAt(Optional<Instant> at) {
    return with(books.withErasedAt(at));
  }

  /** This state with another time armed in the due index. */
  public CustomerState withDue(Optional<Instant> at) {
    return with(books.withDue(at));
  }

  /** This state in another life of the id. */
  public CustomerState withLife(long other) {
    return with(books.withLife(other));
  }

  private CustomerState with(Bookkeeping other) {
    return new CustomerState(known, versioned, purchases, loyalty, standing, memberships, other);
  }
}
