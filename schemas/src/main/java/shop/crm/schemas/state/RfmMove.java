package shop.crm.schemas.state;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.RfmSegment;

/**
 * The last move of a customer between RFM segments.
 *
 * @param at when it was
 * @param from the segment before; empty where there was none
 */
public record RfmMove(Instant at, Optional<RfmSegment> from) {}
