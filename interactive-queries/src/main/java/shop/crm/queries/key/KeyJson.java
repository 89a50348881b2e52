package shop.crm.queries.key;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.queries.http.Json;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** A key as callers see it: never a secret, but for the one that was just made, nor a hash. */
final class KeyJson {

  private KeyJson() {}

  /**
   * A key as an object of its own.
   *
   * @param credential what was just made for it, to be shown this once
   */
  static byte[] bytes(StoredKey stored, Optional<KeyCredential> credential) {
    return JsonBytes.object(json -> fields(json, stored, credential));
  }

  /** A key as an item of a list. */
  static void element(JsonGenerator json, StoredKey stored) throws IOException {
    json.writeStartObject();
    fields(json, stored, Optional.empty());
    json.writeEndObject();
  }

  private static void fields(
      JsonGenerator json, StoredKey stored, Optional<KeyCredential> credential) throws IOException {
    ApiKey key = stored.key();
    json.writeStringField("id", key.id());
    if (credential.isPresent()) {
      json.writeStringField("key", credential.get().text());
    }
    json.writeStringField("name", key.name());
    json.writeStringField("tenant", key.grant().owner());
    json.writeArrayFieldStart("scopes");
    for (Scope scope : key.grant().scopes()) {
      json.writeString(scope.text());
    }
    json.writeEndArray();
    json.writeStringField("created_at", key.createdAt().toString());
    Json.text(json, "expires_at", key.expiresAt());
    Json.text(json, "last_used_on", stored.lastUsedOn());
    Json.text(json, "old_valid_until", oldValidUntil(key));
  }

  /** From when on the secret before the last rotation is not valid, which may be long ago. */
  private static Optional<Instant> oldValidUntil(ApiKey key) {
    return key.secrets().getLast().validUntil();
  }
}
