package shop.crm.topology.rules;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.rules.RulesVersion.Earlier;
import shop.crm.topology.rules.RulesVersion.Origin;

/** A version of the rules as the record on {@link Topics#RULES}, and as tasks keep it. */
public final class RulesJson {

  private static final Logger LOG = LoggerFactory.getLogger(RulesJson.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HASH_DIGITS = 16;

  private RulesJson() {}

  /** By what the same rules are known: 16 hexadecimal digits. */
  static String hash(Settings settings) {
    BigDecimal points = settings.loyalty().pointsPerUnit().stripTrailingZeros();
    LoyaltyRules loyalty = settings.loyalty();
    Settings plain =
        new Settings(
            settings.rfm(),
            new LoyaltyRules(points, loyalty.thresholds(), loyalty.names()),
            settings.timeZone().normalized());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(JsonBytes.object(json -> rules(json, plain)));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The record of a version. */
  public static byte[] write(RulesVersion version) {
    return JsonBytes.object(
        json -> {
          json.writeNumberField("version", version.number());
          json.writeStringField("hash", version.hash());
          OptionalLong revision = version.configuration().revision();
          if (revision.isPresent()) {
            json.writeNumberField("revision", revision.getAsLong());
          }
          json.writeStringField("since", version.origin().since().toString());
          json.writeStringField("brought_by", version.origin().instance());
          json.writeObjectFieldStart("rules");
          rules(json, version.settings());
          json.writeEndObject();
          json.writeArrayFieldStart("earlier");
          for (Earlier earlier : version.earlier()) {
            json.writeStartObject();
            json.writeNumberField("version", earlier.number());
            json.writeStringField("hash", earlier.hash());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void rules(JsonGenerator json, Settings rules) throws IOException {
    json.writeStringField("time_zone", rules.timeZone().getId());
    json.writeArrayFieldStart("recency_days");
    for (int days : rules.rfm().recencyDays()) {
      json.writeNumber(days);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("segments");
    for (RfmSegment segment : rules.rfm().segments()) {
      json.writeString(segment.displayName());
    }
    json.writeEndArray();
    json.writeStringField("points_per_unit", rules.loyalty().pointsPerUnit().toPlainString());
    json.writeArrayFieldStart("tier_thresholds");
    for (long threshold : rules.loyalty().thresholds()) {
      json.writeNumber(threshold);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tier_names");
    for (String name : rules.loyalty().names()) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  /**
   * The version of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static RulesVersion read(byte[] record) {
    try {
      JsonNode json = JSON.readTree(record);
      JsonNode revision = json.path("revision");
      List<Earlier> earlier = new ArrayList<>();
      json.required("earlier")
          .forEach(
              it -> earlier.add(new Earlier(it.required("version").longValue(), text(it, "hash"))));
      return new RulesVersion(
          json.required("version").longValue(),
          new RulesConfiguration(
              settings(json.required("rules")),
              text(json, "hash"),
              revision.isNumber() ? OptionalLong.of(revision.longValue()) : OptionalLong.empty()),
          new Origin(text(json, "brought_by"), Instant.parse(text(json, "since"))),
          earlier);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not rules: " + Arrays.hashCode(record), e);
    }
  }

  private static String text(JsonNode json, String field) {
    return Optional.ofNullable(json.required(field).textValue()).orElseThrow();
  }

  private static Settings settings(JsonNode rules) {
    List<Integer> days = new ArrayList<>();
    rules.required("recency_days").forEach(it -> days.add(it.intValue()));
    List<RfmSegment> segments = new ArrayList<>();
    rules
        .required("segments")
        .forEach(it -> segments.add(RfmSegment.named(it.textValue()).orElseThrow()));
    List<Long> thresholds = new ArrayList<>();
    rules.required("tier_thresholds").forEach(it -> thresholds.add(it.longValue()));
    List<String> names = new ArrayList<>();
    rules.required("tier_names").forEach(it -> names.add(it.textValue()));
    return new Settings(
        new RfmRules(days, segments),
        new LoyaltyRules(new BigDecimal(text(rules, "points_per_unit")), thresholds, names),
        ZoneId.of(text(rules, "time_zone")));
  }

  /** The version of a record that may be of anybody; none where it cannot be read. */
  public static Optional<RulesVersion> readable(byte[] record) {
    try {
      return Optional.of(read(record));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether a record takes the place of the one before: it can be read, and is of a later one. */
  public static boolean replaces(Optional<byte[]> before, byte[] next) {
    long known = before.flatMap(RulesJson::readable).map(RulesVersion::number).orElse(-1L);
    try {
      return read(next).number() > known;
    } catch (IllegalArgumentException e) {
      // Whoever wrote it, it must not stop the stream.
      LOG.warn("passing over a record of {}: {}", Topics.RULES, e.getMessage());
      return false;
    }
  }
}
