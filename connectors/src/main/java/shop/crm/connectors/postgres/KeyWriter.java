package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.model.access.SecretHash;

/** Writes of API keys within one transaction; valid only during the call that received it. */
public interface KeyWriter {

  /**
   * Creates a key.
   *
   * @throws TooManyKeys if its owner, or the installation, has as many as it may
   * @throws AlreadyThere if there is, or was, a key of that id
   */
  StoredKey create(KeyDraft draft);

  /** A key that is not revoked, as it is now. */
  Optional<StoredKey> find(String id);

  /** A key that is not revoked, locked until the transaction ends. */
  Optional<StoredKey> lock(String id);

  /**
   * Gives a locked key another secret. The one that it has stays valid for a while; one that an
   * earlier rotation has left is not valid from now on.
   *
   * @param oldValidUntil from when on the present secret is not valid
   */
  StoredKey rotate(StoredKey locked, SecretHash next, Instant oldValidUntil);

  /** Revokes a locked key, for good. */
  void revoke(StoredKey locked);
}
