package shop.crm.connectors.postgres;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.AuditLine;

/**
 * The system of record of API keys; {@link KeyWriter} changes them. Safe for use by many threads;
 * each call is bounded in time and throws {@link DatabaseAway} while PostgreSQL does not answer.
 */
public interface ApiKeys {

  /** A key that is not revoked. */
  Optional<StoredKey> find(String id);

  /**
   * Keys that are not revoked, the first made first.
   *
   * @param owner whose they are, as {@link shop.crm.schemas.model.access.Grant#owner} says it; all
   *     where it is empty
   * @param after the number of the key behind which they begin; -1 for the first
   */
  List<StoredKey> list(Optional<String> owner, long after, int limit);

  /**
   * Puts a key in place that somebody has thought of outside of the service, unless there is, or
   * was, one of its id.
   *
   * @param line what the audit log tells where it was not there
   */
  Placed putIfAbsent(KeyDraft draft, Optional<AuditLine> line);

  /**
   * Notes on which days keys were used last, by id; an earlier day than is noted changes nothing.
   */
  void used(Map<String, LocalDate> days);

  /**
   * A key, and what only PostgreSQL knows of it.
   *
   * @param number its place among all keys: of two the one made later has the higher
   * @param lastUsedOn the day in UTC on which somebody came in by it last
   */
  record StoredKey(ApiKey key, long number, Optional<LocalDate> lastUsedOn) {}

  /** What became of a key that was to be put in place. */
  enum Placed {
    /** It was not there, and is now. */
    CREATED,
    /** It is there, with that secret. */
    THERE,
    /** There is one of its id, with another secret. */
    OTHER_SECRET,
    /** It was there once, and is revoked for good. */
    REVOKED
  }
}
