package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * What a caller is shown of customers. Whatever writes a customer asks for one of these, and which
 * fields it leaves out is in the catalogue of them: {@link ProfileField#isIdentifying}.
 */
public enum Visibility {
  /** Everything. */
  FULL,
  /** All but who a customer is and how to reach them: these values are null. */
  MASKED;

  /** Says, beside values that are null for that reason, that this caller does not see them. */
  public static final String MARK = "masked";

  private static final List<ProfileField> IDENTIFYING =
      ProfileField.ALL.stream().filter(ProfileField::isIdentifying).toList();

  /** What the caller of a request is shown. */
  public static Visibility of(ServerRequest request) {
    return Caller.of(request).seesPersonalData() ? FULL : MASKED;
  }

  /** Writes name and value of a field, or null where this caller does not see it. */
  void write(JsonGenerator json, ProfileField field, Profile profile) throws IOException {
    if (this == MASKED && field.isIdentifying()) {
      json.writeNullField(field.wire());
    } else {
      ProfileJson.writeAnswered(json, field, profile);
    }
  }

  /** Says so where something was left out. */
  void mark(JsonGenerator json) throws IOException {
    if (this == MASKED) {
      json.writeBooleanField(MARK, true);
    }
  }

  /** Whether a customer's values, by which a condition was decided, are kept from this caller. */
  boolean hides(Condition condition) {
    return this == MASKED && condition.isIdentifying();
  }

  /**
   * Whether this caller is not told who is in a segment: it is decided by what they are not shown.
   */
  boolean hides(SegmentDefinition segment) {
    return segment.conditions().filter(conditions -> hides(conditions.root())).isPresent();
  }

  /** Conditions as a list of objects, as this caller sees them. */
  public String conditions(Conditions conditions) {
    return hides(conditions.root())
        ? ConditionsJson.masked(conditions, MARK)
        : ConditionsJson.list(conditions);
  }

  /**
   * A customer that was written for one who sees everything, as this caller sees it: such is the
   * answer that is kept with an idempotency key, whoever sends the key again.
   */
  public byte[] masked(byte[] customer) {
    if (this == FULL) {
      return customer;
    }
    try {
      JsonNode read = Json.ONE_VALUE.readTree(customer);
      ObjectNode shown = (ObjectNode) read;
      IDENTIFYING.forEach(field -> shown.putNull(field.wire()));
      shown.put(MARK, true);
      return shown.toString().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("what was written cannot be read", e);
    }
  }

  /**
   * Refuses to look for customers by what this caller does not see of them: who is found would tell
   * it.
   *
   * @throws ProblemException 403 if this caller does not see one of the fields
   */
  public void requireFor(List<ProfileField> fields) {
    require(this == FULL || fields.stream().noneMatch(ProfileField::isIdentifying));
  }

  /**
   * Refuses conditions that ask for what this caller does not see.
   *
   * @throws ProblemException 403 if one of them does
   */
  public void requireFor(Condition condition) {
    require(!hides(condition));
  }

  /**
   * Refuses to tell who is in a segment that is defined by what this caller does not see.
   *
   * @throws ProblemException 403 if it is
   */
  public void requireMembersOf(SegmentDefinition segment) {
    require(!hides(segment));
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw new ProblemException(Problem.missingScope(Scope.PII_READ));
    }
  }
}
