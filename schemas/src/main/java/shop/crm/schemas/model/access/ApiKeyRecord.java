package shop.crm.schemas.model.access;

import java.time.Instant;

/**
 * A key on {@link shop.crm.schemas.Topics#KEYS}, keyed by its id. Of one key the record with the
 * highest revision is the truth; that of a revoked one stays, so that no older record can bring the
 * key back.
 */
public sealed interface ApiKeyRecord {

  /** The key's id. */
  String id();

  /** Which change of the key this is. */
  long revision();

  /** A key there is. */
  record Issued(ApiKey key) implements ApiKeyRecord {
    @Override
    public String id() {
      return key.id();
    }

    @Override
    public long revision() {
      return key.revision();
    }
  }

  /** A key that lets nobody in any more. */
  record Revoked(String id, long revision, Instant at) implements ApiKeyRecord {}
}
