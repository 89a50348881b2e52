package shop.crm.queries.live;

import shop.crm.topology.domain.Granularity;

/**
 * Which cohorts are asked for.
 *
 * @param granularity how long their periods are
 * @param from the first, by the number of its period
 * @param to the last, likewise
 */
public record CohortQuery(Granularity granularity, int from, int to) {}
