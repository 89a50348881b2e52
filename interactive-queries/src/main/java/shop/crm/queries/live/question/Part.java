package shop.crm.queries.live.question;

import java.time.Instant;

/**
 * What one partition answers.
 *
 * @param asOf up to when the answer is complete at least; 1970 where that is not known
 */
public record Part<P>(int partition, Instant asOf, P partial) {}
