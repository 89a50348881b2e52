package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.access.AuditLine;

/** The log of who did what. Safe for use by many threads. */
public interface AuditLog {

  /**
   * Adds a line soon, of what no transaction writes: a read, a refusal, a failure. Returns at once,
   * whether PostgreSQL answers or not, and throws nothing.
   */
  void note(AuditLine line);

  /**
   * Lines of a tenant, newest first.
   *
   * @throws DatabaseAway while PostgreSQL does not answer
   */
  List<Entry> find(Query query);

  /**
   * A line as it is kept.
   *
   * @param id its place in the log
   */
  record Entry(long id, AuditLine line) {}

  /**
   * Which lines are wanted.
   *
   * @param tenant whose; those of callers of whom no tenant was known where there is none
   * @param filter what they have in common
   * @param behind behind which place they begin
   * @param limit how many at the most
   */
  record Query(Optional<String> tenant, Filter filter, Optional<Place> behind, int limit) {}

  /**
   * What lines have in common.
   *
   * @param customer whom they are about
   * @param actor who made the call
   * @param route as it is declared, with its method in front or without
   * @param from the earliest
   * @param to the first that is too late
   */
  record Filter(
      Optional<String> customer,
      Optional<String> actor,
      Optional<Route> route,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** A route, of one method or of any. */
  record Route(Optional<String> method, String path) {}

  /** Where a line stands in a list that has the newest first. */
  record Place(Instant at, long id) {}
}
