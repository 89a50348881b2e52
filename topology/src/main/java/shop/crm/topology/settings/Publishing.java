package shop.crm.topology.settings;

import java.time.Duration;

/**
 * How changes are told.
 *
 * @param backfillAge a change that a fact brings about says that it is a backfill where the fact is
 *     older than this when it is processed
 * @param customerState whether the present state of each customer is published too
 */
public record Publishing(Duration backfillAge, boolean customerState) {

  /** As it is where nobody says otherwise. */
  public static final Publishing STANDARD = new Publishing(Duration.ofHours(1), false);
}
