package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.util.Optional;

/**
 * What the stream keeps beside a customer to go on from: nothing of it is shown to anybody.
 *
 * @param sequence how many changes were published
 * @param spendVersion the version of the thresholds that were in force when spend last changed; -1
 *     where it never did
 * @param erasedAt when a customer of the same id was erased before, if one was: older facts are not
 *     of this one
 * @param due the time of the one armed row in the due index; empty where time changes nothing
 * @param life which customer of this id it is, by which the rows of their histories are told apart:
 *     see {@link Erasure#life}; 0 for the first
 */
public record Bookkeeping(
    long sequence,
    long spendVersion,
    Optional<Instant> erasedAt,
    Optional<Instant> due,
    long life) {

  /** Of a customer of whom nothing was published yet, the first of an id. */
  static final Bookkeeping NEW = new Bookkeeping(0, -1, Optional.empty(), Optional.empty(), 0);

  /** Of a customer who comes after an erased one of the same id. */
  static Bookkeeping after(Erasure erasure) {
    return new Bookkeeping(
        erasure.sequence(), -1, Optional.of(erasure.at()), Optional.empty(), erasure.life());
  }

  Bookkeeping withSequence(long other) {
    return new Bookkeeping(other, spendVersion, erasedAt, due, life);
  }

  Bookkeeping withSpendVersion(long other) {
    return new Bookkeeping(sequence, other, erasedAt, due, life);
  }

  Bookkeeping withErasedAt(Optional<Instant> other) {
    return new Bookkeeping(sequence, spendVersion, other, due, life);
  }

  Bookkeeping withDue(Optional<Instant> other) {
    return new Bookkeeping(sequence, spendVersion, erasedAt, other, life);
  }

  Bookkeeping withLife(long other) {
    return new Bookkeeping(sequence, spendVersion, erasedAt, due, other);
  }
}
