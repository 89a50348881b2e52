package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.measure.TurnTaking.Candidate;
import shop.crm.benchmarks.measure.TurnTaking.Results;
import shop.crm.benchmarks.report.Figure;
import shop.crm.schemas.model.RfmSegment;

/** Full pages of lists of customers, profiles and live figures together. */
record ListMeasurement(URI server, Api api, Plan plan) {

  private static final double TARGET_MILLIS = 50;
  private static final int CLIENTS = 4;
  private static final int PAGE = 50;

  /** Pages of one list that are asked for: its first ones, by their cursors. */
  private static final int DEPTH = 10;

  /** Whose names are searched for. */
  private static final int SEARCHED = 20;

  private static final int PREFIX = 3;

  /** Measures. */
  List<Figure> run(int customers)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Clients clients = plan.clients(CLIENTS);
    List<Candidate> candidates = new ArrayList<>();
    for (Map.Entry<String, List<String>> kind : kinds().entrySet()) {
      Clients.Entry asking = HttpClients.getting(server, fullPages(kind));
      candidates.add(new Candidate(kind.getKey(), () -> clients.load(asking)));
    }
    Results results = plan.turns().measure(candidates);
    List<Figure> figures = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String name = "page of %d %s".formatted(PAGE, candidate.name());
      String among = ", of %,d, %d connections".formatted(customers, CLIENTS);
      figures.add(Figure.of(name + ", p50" + among, results.p50(candidate.name()), "ms"));
      figures.add(
          Figure.atMost(name + ", p99", results.p99(candidate.name()), "ms", TARGET_MILLIS));
    }
    return figures;
  }

  private static Map<String, List<String>> kinds() {
    Set<String> prefixes = prefixes();
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    kinds.put("by spend", List.of("sort=-total_spent"));
    kinds.put(
        "of a segment",
        RfmSegment.ALL.stream().map(segment -> "rfm_segment=" + segment.id()).toList());
    kinds.put("by prefix of the name", prefixes.stream().map(text -> "q=" + text).toList());
    kinds.put(
        "by prefix and spend",
        prefixes.stream().map(text -> "q=" + text + "&sort=-total_spent").toList());
    return kinds;
  }

  private static Set<String> prefixes() {
    Set<String> prefixes = new LinkedHashSet<>();
    IntStream.range(0, SEARCHED)
        .mapToObj(number -> Shoppers.profile(number).lastName().orElseThrow())
        .map(name -> name.substring(0, Math.min(PREFIX, name.length())))
        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
        .forEach(prefixes::add);
    return prefixes;
  }

  /** What is not full is left out: it would be cheaper. */
  private List<String> fullPages(Map.Entry<String, List<String>> kind)
      throws IOException, InterruptedException {
    List<String> paths = new ArrayList<>();
    for (String query : kind.getValue()) {
      String first = "/api/v1/customers?limit=" + PAGE + "&" + query;
      String path = first;
      for (int page = 0; page < DEPTH; page++) {
        JsonNode answer = api.get(path);
        if (answer.path("items").size() < PAGE) {
          break;
        }
        paths.add(path);
        JsonNode cursor = answer.path("next_cursor");
        if (cursor.isNull()) {
          break;
        }
        path = first + "&cursor=" + URLEncoder.encode(cursor.asText(), StandardCharsets.UTF_8);
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalStateException("no page is full: " + kind.getKey());
    }
    return paths;
  }
}
