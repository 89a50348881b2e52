package shop.crm.topology.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.StoreNames;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;

class RulesJsonTest {

  private static final RulesVersion VERSION =
      new RulesVersion(
          3,
          RulesConfiguration.of(
              new Settings(
                  RfmRules.of(60, Rules.RFM.segments()),
                  new LoyaltyRules(
                      new BigDecimal("1.50"), List.of(0L, 7L), List.of("bronze", "silver")),
                  ZoneId.of("Europe/Kyiv")),
              OptionalLong.of(12)),
          new RulesVersion.Origin("a:8085", Instant.parse("2026-06-01T12:00:00Z")),
          List.of(new RulesVersion.Earlier(2, "00ff"), new RulesVersion.Earlier(1, "ff00")));

  @Test
  void a_version_is_read_as_it_was_written() {
    assertEquals(VERSION, RulesJson.read(RulesJson.write(VERSION)));
  }

  @Test
  void a_record_of_this_form_stays_readable() {
    String segments =
        String.join(
            ",",
            VERSION.settings().rfm().segments().stream()
                .map(segment -> '"' + segment.displayName() + '"')
                .toList());
    String record =
        """
        {"version":3,"hash":"%s","revision":12,"since":"2026-06-01T12:00:00Z",\
        "brought_by":"a:8085","rules":{"time_zone":"Europe/Kyiv","recency_days":[10,20,30,60],\
        "segments":[%s],"points_per_unit":"1.50","tier_thresholds":[0,7],\
        "tier_names":["bronze","silver"]},\
        "earlier":[{"version":2,"hash":"00ff"},{"version":1,"hash":"ff00"}]}"""
            .formatted(VERSION.hash(), segments);

    assertEquals(record, new String(RulesJson.write(VERSION), UTF_8));
    String more = record.replace("\"version\":3", "\"version\":3,\"of_a_later_release\":{}");
    assertEquals(VERSION, RulesJson.read(more.getBytes(UTF_8)));
  }

  @Test
  void the_hash_is_of_what_decides_and_not_of_how_it_is_spelled() {
    Settings rules = Rules.DEFAULT;
    LoyaltyRules loyalty = rules.loyalty();
    Settings spelled =
        new Settings(
            rules.rfm(),
            new LoyaltyRules(new BigDecimal("1.00"), loyalty.thresholds(), loyalty.names()),
            ZoneId.of("UTC"));
    Settings zoned = new Settings(rules.rfm(), loyalty, ZoneId.of("Europe/Kyiv"));
    Settings recency =
        new Settings(RfmRules.of(90, Rules.RFM.segments()), loyalty, rules.timeZone());

    assertEquals("4ebb1a1adf4e92a7", RulesJson.hash(rules));
    assertEquals(RulesJson.hash(rules), RulesJson.hash(spelled));
    assertNotEquals(RulesJson.hash(rules), RulesJson.hash(zoned));
    assertNotEquals(RulesJson.hash(rules), RulesJson.hash(recency));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"version\":9", "{\"version\":9,\"earlier\":[]}"})
  void what_is_no_version_is_refused_and_replaces_nothing(String text) {
    byte[] record = text.getBytes(UTF_8);

    assertThrows(IllegalArgumentException.class, () -> RulesJson.read(record));
    assertFalse(RulesJson.replaces(Optional.empty(), record));
  }

  @Test
  void only_a_later_version_replaces_one() {
    byte[] three = RulesJson.write(VERSION);
    byte[] four = RulesJson.write(VERSION.next(VERSION.configuration(), VERSION.origin()));

    assertTrue(RulesJson.replaces(Optional.of(three), four));
    assertFalse(RulesJson.replaces(Optional.of(four), three));
    assertFalse(RulesJson.replaces(Optional.of(three), three));
    assertTrue(RulesJson.replaces(Optional.of(new byte[0]), three));
  }

  @Test
  void the_longest_record_fits_into_a_row() {
    RulesVersion version = VERSION;
    for (int i = 0; i < 2 * RulesVersion.REMEMBERED; i++) {
      LoyaltyRules loyalty =
          new LoyaltyRules(BigDecimal.ONE, List.of(0L, 9L + i), List.of("bronze", "silver"));
      version =
          version.next(
              RulesConfiguration.of(
                  new Settings(Rules.RFM, loyalty, Rules.DEFAULT.timeZone()),
                  OptionalLong.of(Long.MAX_VALUE)),
              version.origin());
    }

    assertTrue(RulesJson.write(version).length < StoreNames.MAX_ROW_BYTES / 4);
  }
}
