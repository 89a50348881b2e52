package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeployFilesTest {

  private static List<String> names(String before, Path file) throws IOException {
    Pattern names = Pattern.compile("(?m)(?<=" + before + ")Crm[A-Za-z]+$");
    return DeployFiles.found(names, Files.readString(file)).distinct().toList();
  }

  @Test
  void each_alert_has_a_runbook_and_a_test() throws Exception {
    List<String> alerts = names("- alert: ", DeployFiles.ALERTS);

    assertFalse(alerts.isEmpty());
    assertEquals(alerts, names("### ", Path.of("../docs/operations.md")));
    assertEquals(alerts, names("- alertname: ", Path.of("../deploy/prometheus/alerts-test.yml")));
  }
}
