package shop.crm.queries.live;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * How far a partition of the input topics is processed.
 *
 * @param partition its number
 * @param here whether its task runs in this process
 * @param lag published records that are not yet processed and committed; empty while unknown
 * @param asOf see {@link Freshness#asOf}
 */
public record PartitionProgress(int partition, boolean here, OptionalLong lag, Instant asOf) {}
