package shop.crm.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.RfmSegments;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.settings.Publishing;
import shop.crm.topology.settings.TopologySettings;

/** The default rules, for tests. */
public final class Rules {

  public static final LoyaltyRules LOYALTY =
      new LoyaltyRules(
          BigDecimal.ONE,
          List.of(0L, 1_000L, 5_000L, 15_000L, 50_000L),
          List.of("bronze", "silver", "gold", "platinum", "diamond"));

  public static final RfmRules RFM = RfmRules.of(180, RfmSegments.parse(builtIn()));

  public static final Settings DEFAULT = new Settings(RFM, LOYALTY, ZoneOffset.UTC);

  private Rules() {}

  public static TopologySettings topology(Settings rules, int partitions) {
    return new TopologySettings(
        rules, "UAH", "default", partitions, Duration.ofHours(24), 0.05, Publishing.STANDARD);
  }

  private static List<String> builtIn() {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Rules.class.getResourceAsStream("/rfm-segments.csv"), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
