package shop.crm.queries.live;

import java.time.Instant;

/**
 * How fresh an answer is.
 *
 * @param asOf the answer is complete for everything that was published to the input topics up to
 *     this time; 1970 where nothing is known yet
 * @param stale whether it may be behind an earlier answer: it was read from a standby because the
 *     owner is away, or from an owner that knows only how fresh it was before it became the owner
 */
public record Freshness(Instant asOf, boolean stale) {}
