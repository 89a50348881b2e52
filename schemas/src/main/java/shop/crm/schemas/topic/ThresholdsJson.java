package shop.crm.schemas.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;

/** {@link Thresholds} as on {@link shop.crm.schemas.Topics#RFM_THRESHOLDS}. */
public final class ThresholdsJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private ThresholdsJson() {}

  private record Wire(
      @JsonProperty("version") long version,
      @JsonProperty("monetary") List<String> monetary,
      @JsonProperty("customers") long customers,
      @JsonProperty("calculated_at") String calculatedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("answers") String answers) {}

  /** The record of thresholds. */
  public static byte[] write(Thresholds thresholds) {
    try {
      return JSON.writeValueAsBytes(
          new Wire(
              thresholds.version(),
              thresholds.monetary().stream()
                  .map(it -> it.map(Money::toString).orElse(null))
                  .toList(),
              thresholds.customers(),
              thresholds.calculatedAt().toString(),
              thresholds.answers().orElse(null)));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * The thresholds of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static Thresholds read(byte[] record) {
    try {
      Wire wire = JSON.readValue(record, Wire.class);
      return new Thresholds(
          wire.version(),
          wire.monetary().stream()
              .map(it -> Optional.ofNullable(it).map(BigDecimal::new).map(Money::of))
              .toList(),
          wire.customers(),
          Instant.parse(wire.calculatedAt()),
          Optional.ofNullable(wire.answers()));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not thresholds: " + Arrays.hashCode(record), e);
    }
  }
}
