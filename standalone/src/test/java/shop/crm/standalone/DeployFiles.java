package shop.crm.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What alert rules and dashboard, for those who run the service, speak of. */
final class DeployFiles {

  static final Path ALERTS = Path.of("../deploy/prometheus/alerts.yml");
  private static final Path DASHBOARD = Path.of("../deploy/grafana/crm.json");
  private static final Pattern FIGURE = Pattern.compile("\\b(?:crm|jvm|process)_[a-z_]+");
  private static final Pattern TOLD = Pattern.compile("(?m)^[a-z_]+");

  private DeployFiles() {}

  /** The figures that they ask for and that a scrape does not have. */
  static Set<String> missingIn(String metrics) throws IOException {
    String files = Files.readString(ALERTS) + Files.readString(DASHBOARD);
    Set<String> missing = found(FIGURE, files).collect(Collectors.toCollection(TreeSet::new));
    found(TOLD, metrics).forEach(missing::remove);
    return missing;
  }

  static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group);
  }
}
