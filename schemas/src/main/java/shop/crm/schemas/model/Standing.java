package shop.crm.schemas.model;

/**
 * A customer's RFM standing.
 *
 * @param scores the three scores
 * @param segment what they map to
 */
public record Standing(Scores scores, RfmSegment segment) {}
