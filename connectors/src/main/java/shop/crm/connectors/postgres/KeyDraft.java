package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.SecretHash;

/**
 * What a key is to be.
 *
 * @param id of its credential
 * @param secret of its credential
 * @param expiresAt from when on it is not valid, if ever
 */
public record KeyDraft(
    String id, String name, Grant grant, SecretHash secret, Optional<Instant> expiresAt) {}
