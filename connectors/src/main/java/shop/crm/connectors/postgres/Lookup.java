package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;

/**
 * What PostgreSQL knows of a customer's id.
 *
 * @param profile the customer, if there is one
 * @param erasedAt when the last customer of that id was erased, if one was; what the stream still
 *     has from before is not to be shown
 */
public record Lookup(Optional<StoredProfile> profile, Optional<Instant> erasedAt) {}
