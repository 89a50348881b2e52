package shop.crm.queries;

import java.util.List;
import java.util.function.Supplier;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.jobs.ClvFits;
import shop.crm.queries.jobs.Recalculations;
import shop.crm.queries.live.LiveState;

/**
 * What the server answers from. Only the feed is closed with the server.
 *
 * @param state what the stream knows
 * @param profiles the system of record of profiles
 * @param segments the system of record of segments
 * @param feed the changes as they are published
 * @param recalculations takes requests for new thresholds
 * @param fits takes requests for new models of lifetime value
 * @param connectors how the connectors fare now
 */
public record Sources(
    LiveState state,
    Profiles profiles,
    Segments segments,
    Feed feed,
    Recalculations recalculations,
    ClvFits fits,
    Supplier<List<ConnectorStatus>> connectors) {}
