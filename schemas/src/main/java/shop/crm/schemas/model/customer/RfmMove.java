package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.RfmSegment;

/**
 * The last move of a customer between RFM segments.
 *
 * @param at when it was
 * @param from the segment before; empty where there was none
 */
public record RfmMove(Instant at, Optional<RfmSegment> from) {}
