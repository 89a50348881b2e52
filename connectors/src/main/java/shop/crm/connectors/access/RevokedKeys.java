package shop.crm.connectors.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;

/**
 * The keys that were revoked last, so that no older record brings one back. The topic has the
 * records of one key in their order, so this is a second lock on the same door, and need not know
 * those of long ago. For one thread.
 */
final class RevokedKeys {

  private static final int KEPT = 10_000;

  private final Map<String, Long> revisions =
      new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > KEPT;
        }
      };

  void add(ApiKeyRecord.Revoked revoked) {
    revisions.merge(revoked.id(), revoked.revision(), Math::max);
  }

  /** Whether a record of a key was written after the key was revoked, or it never was. */
  boolean isNewer(ApiKey key) {
    return Optional.ofNullable(revisions.get(key.id()))
        .map(revision -> key.revision() > revision)
        .orElse(true);
  }
}
