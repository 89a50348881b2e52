package shop.crm.connectors.postgres;

import java.util.Optional;
import shop.crm.schemas.model.segment.Conditions;

/**
 * What a caller says of a segment.
 *
 * @param id unique in the tenant
 * @param name unique in the tenant, whatever the case
 * @param conditions what its members meet; empty where they are put in by hand
 */
public record SegmentDraft(
    String id, String name, Optional<String> description, Optional<Conditions> conditions) {}
