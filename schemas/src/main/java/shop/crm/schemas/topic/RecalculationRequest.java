package shop.crm.schemas.topic;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A wish for new thresholds now, published by tenant on {@link
 * shop.crm.schemas.Topics#RFM_RECALCULATIONS}: every task answers with its newest histogram.
 *
 * @param id tells one request from another
 */
public record RecalculationRequest(@JsonProperty("id") String id) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The request as JSON in UTF-8. */
  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  public static RecalculationRequest fromJson(byte[] json) {
    try {
      RecalculationRequest request = JSON.readValue(json, RecalculationRequest.class);
      if (request == null || request.id() == null) {
        throw new IllegalArgumentException("a request to recalculate has an id");
      }
      return request;
    } catch (IOException e) {
      throw new IllegalArgumentException("not a request to recalculate", e);
    }
  }
}
