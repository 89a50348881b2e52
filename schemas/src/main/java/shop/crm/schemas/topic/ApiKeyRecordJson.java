package shop.crm.schemas.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;

/** An {@link ApiKeyRecord} as on {@link shop.crm.schemas.Topics#KEYS}. */
public final class ApiKeyRecordJson {

  private ApiKeyRecordJson() {}

  /** The record of a key that is there, or was. */
  public static byte[] write(ApiKeyRecord record) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("id", record.id());
          json.writeNumberField("revision", record.revision());
          switch (record) {
            case ApiKeyRecord.Revoked revoked -> JsonFields.time(json, "revoked_at", revoked.at());
            case ApiKeyRecord.Issued(ApiKey key) -> issued(json, key);
          }
        });
  }

  private static void issued(JsonGenerator json, ApiKey key) throws IOException {
    json.writeStringField("name", key.name());
    json.writeStringField("tenant", key.grant().owner());
    json.writeArrayFieldStart("scopes");
    for (Scope scope : key.grant().scopes()) {
      json.writeString(scope.text());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("secrets");
    for (ApiKey.Secret secret : key.secrets()) {
      json.writeStartObject();
      json.writeStringField("sha256", secret.hash().hex());
      JsonFields.text(json, "valid_until", secret.validUntil());
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonFields.time(json, "created_at", key.createdAt());
    JsonFields.text(json, "expires_at", key.expiresAt());
  }

  /**
   * The key of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over, and so are scopes of a later release, which nothing here requires
   */
  public static ApiKeyRecord read(byte[] record) {
    return JsonFields.read(
        "a key",
        record,
        json -> {
          String id = JsonFields.requiredText(json, "id");
          JsonFields.checked(KeyCredential.isId(id), "not the id of a key", id);
          long revision = JsonFields.requiredWhole(json, "revision");
          Optional<Instant> revokedAt = JsonFields.time(json, "revoked_at");
          if (revokedAt.isPresent()) {
            return new ApiKeyRecord.Revoked(id, revision, revokedAt.get());
          }
          return new ApiKeyRecord.Issued(
              new ApiKey(
                  id,
                  JsonFields.requiredText(json, "name"),
                  grant(json),
                  JsonFields.list(json.path("secrets"), ApiKeyRecordJson::secret),
                  JsonFields.requiredTime(json, "created_at"),
                  JsonFields.time(json, "expires_at"),
                  revision));
        });
  }

  private static Grant grant(JsonNode json) {
    String owner = JsonFields.requiredText(json, "tenant");
    JsonFields.checked(owner.equals(Grant.PLATFORM) || Ids.isValid(owner), "not a tenant", owner);
    List<String> scopes = JsonFields.list(json.path("scopes"), JsonFields::text);
    return Grant.of(
        owner,
        scopes.stream().map(Scope::of).flatMap(Optional::stream).collect(Collectors.toSet()));
  }

  private static ApiKey.Secret secret(JsonNode json) {
    return new ApiKey.Secret(
        SecretHash.ofHex(JsonFields.requiredText(json, "sha256")),
        JsonFields.time(json, "valid_until"));
  }
}
