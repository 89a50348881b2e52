package shop.crm.schemas.segment;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads conditions and collects all that is wrong with them. */
final class ConditionReader {

  private ConditionReader() {}

  static Conditions.Checked read(JsonNode json) {
    throw new UnsupportedOperationException();
  }
}
