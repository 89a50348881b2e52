package shop.crm.standalone.config;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.ZERO;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.RfmSegments;

/** Reads the rules by which scores, segments, points and tiers are made. */
final class RulesReader {

  private static final String BUILT_IN_SEGMENTS = "/rfm-segments.csv";
  private static final List<Long> THRESHOLDS = List.of(0L, 1000L, 5000L, 15000L, 50000L);
  private static final List<String> NAMES =
      List.of("bronze", "silver", "gold", "platinum", "diamond");
  private static final BigDecimal MOST_POINTS = new BigDecimal(1_000_000);

  private final SettingReader settings;

  RulesReader(SettingReader settings) {
    this.settings = settings;
  }

  RfmRules rfm() {
    // Below 6 days two edges would coincide: the first is a sixth of the last.
    int lastEdge = settings.read(Setting.RFM_RECENCY_DAYS, Form.wholeNumber(6, 36_500), 180);
    return RfmRules.of(lastEdge, segments());
  }

  private List<RfmSegment> segments() {
    Optional<Path> file = settings.read(Setting.RFM_SEGMENTS_FILE, Form.path());
    if (file.isEmpty()) {
      return builtIn();
    }
    try {
      return RfmSegments.parse(Files.readAllLines(file.get()));
    } catch (IOException e) {
      wrongSegments("a CSV file that can be read");
    } catch (IllegalArgumentException e) {
      wrongSegments("a CSV file like the built-in one; " + e.getMessage());
    }
    return builtIn();
  }

  private void wrongSegments(String expected) {
    settings.wrong(
        Setting.RFM_SEGMENTS_FILE,
        settings.text(Setting.RFM_SEGMENTS_FILE).orElseThrow(),
        expected);
  }

  private static List<RfmSegment> builtIn() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                RfmSegments.class.getResourceAsStream(BUILT_IN_SEGMENTS),
                StandardCharsets.UTF_8))) {
      return RfmSegments.parse(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoyaltyRules loyalty() {
    BigDecimal points =
        settings.read(Setting.LOYALTY_POINTS_PER_UAH, Form.decimal(ZERO, MOST_POINTS), ONE);
    Optional<List<Long>> thresholds =
        settings.read(Setting.LOYALTY_TIER_THRESHOLDS, Form.ascendingFromZero());
    Optional<List<String>> names = settings.read(Setting.LOYALTY_TIER_NAMES, Form.names());
    if (thresholds.orElse(THRESHOLDS).size() == names.orElse(NAMES).size()) {
      return new LoyaltyRules(points, thresholds.orElse(THRESHOLDS), names.orElse(NAMES));
    }
    boolean namesGiven = settings.text(Setting.LOYALTY_TIER_NAMES).isPresent();
    boolean thresholdsGiven = settings.text(Setting.LOYALTY_TIER_THRESHOLDS).isPresent();
    boolean bothUsable =
        namesGiven == names.isPresent() && thresholdsGiven == thresholds.isPresent();
    if (bothUsable) {
      countsDiffer(names, thresholds.orElse(THRESHOLDS).size(), names.orElse(NAMES).size());
    }
    return new LoyaltyRules(points, THRESHOLDS, NAMES);
  }

  private void countsDiffer(Optional<List<String>> names, int thresholds, int count) {
    Setting blamed =
        names.isPresent() ? Setting.LOYALTY_TIER_NAMES : Setting.LOYALTY_TIER_THRESHOLDS;
    settings.wrong(
        blamed,
        settings.text(blamed).orElseThrow(),
        names.isPresent()
            ? "as many names as there are thresholds, " + thresholds
            : "as many thresholds as there are names, " + count);
  }
}
