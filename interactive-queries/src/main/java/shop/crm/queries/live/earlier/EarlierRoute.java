package shop.crm.queries.live.earlier;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.queries.live.question.Fields;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.PartitionQuestion.Form;
import shop.crm.queries.live.question.QuestionJson;

/**
 * A route by which the earlier release asks. Parameters or the body have the fields of the
 * question, and each partition's answer has the fields that it has today.
 */
public enum EarlierRoute {
  TALLIES("/internal/tallies", Set.of(Form.AGGREGATES), List.of("tenant")),
  COHORTS(
      "/internal/cohorts", Set.of(Form.COHORTS), List.of("tenant", "granularity", "from", "to")),
  MIGRATIONS("/internal/migrations", Set.of(Form.MIGRATIONS), List.of("tenant", "from", "to")),
  PURCHASES("/internal/purchases", Set.of(Form.PURCHASES), List.of("tenant")),
  CUSTOMERS("/internal/customers", Set.of(Form.CUSTOMER_LIST, Form.CUSTOMERS_BY_ID), List.of()),
  PREVIEW("/internal/preview", Set.of(Form.PREVIEW), List.of());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NUMBERS = Set.of("from", "to");

  private final String path;
  private final Set<Form> forms;
  private final List<String> parameters;

  EarlierRoute(String path, Set<Form> forms, List<String> parameters) {
    this.path = path;
    this.forms = forms;
    this.parameters = parameters;
  }

  /** The route for a question; empty for one that the earlier release does not know. */
  public static Optional<EarlierRoute> of(PartitionQuestion<?, ?> question) {
    return Stream.of(values()).filter(one -> one.forms.contains(question.form())).findFirst();
  }

  /** Its path. */
  public String path() {
    return path;
  }

  /** What its query holds; a question in a body has none. */
  public List<String> parameters() {
    return parameters;
  }

  /** Whether the question comes in the body of a POST, not in the query of a GET. */
  public boolean hasBody() {
    return parameters.isEmpty();
  }

  /** Whether the answer is a list of partitions and not an object with them. */
  public boolean answersList() {
    return switch (this) {
      case TALLIES, COHORTS, MIGRATIONS -> true;
      case PURCHASES, CUSTOMERS, PREVIEW -> false;
    };
  }

  /** The path, and the query that asks a question. */
  public String pathAndQuery(PartitionQuestion<?, ?> question) {
    if (hasBody()) {
      return path;
    }
    Fields fields = QuestionJson.fields(QuestionJson.toJson(question));
    return parameters.stream()
        .map(name -> name + "=" + encoded(fields.any(name).asText()))
        .collect(Collectors.joining("&", path + "?", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The body that asks a question: it has fields that the earlier release does not read. */
  public byte[] body(PartitionQuestion<?, ?> question) {
    return hasBody() ? QuestionJson.toJson(question) : new byte[0];
  }

  /**
   * The question of an instance of the earlier release.
   *
   * @throws IllegalArgumentException if it is none, or out of bounds
   */
  public PartitionQuestion<?, ?> question(byte[] body) {
    Fields fields = QuestionJson.fields(body);
    return switch (this) {
      case CUSTOMERS ->
          (fields.has("ids") ? Form.CUSTOMERS_BY_ID : Form.CUSTOMER_LIST).read(fields);
      case TALLIES, COHORTS, MIGRATIONS, PURCHASES, PREVIEW -> forms.iterator().next().read(fields);
    };
  }

  /** The same for one in a query, by its parameters. */
  public PartitionQuestion<?, ?> questionIn(Function<String, Optional<String>> query) {
    ObjectNode fields = JSON.createObjectNode();
    for (String name : parameters) {
      String value =
          query.apply(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
      if (NUMBERS.contains(name)) {
        fields.put(name, Integer.parseInt(value));
      } else {
        fields.put(name, value);
      }
    }
    return question(fields.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The answer as a list. */
  public static <P> byte[] list(PartitionQuestion<P, ?> question, List<Part<P>> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      for (Part<P> part : parts) {
        json.writeStartObject();
        json.writeNumberField("partition", part.partition());
        question.write(json, part.partial());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The answer of an instance of the earlier release.
   *
   * @throws IOException if it cannot be read
   */
  public <P> List<Part<P>> parts(PartitionQuestion<P, ?> question, byte[] body) throws IOException {
    try {
      JsonNode answer = JSON.readTree(body);
      List<Part<P>> parts = new ArrayList<>();
      for (JsonNode part : answersList() ? array(answer) : array(answer.path("partitions"))) {
        Fields fields = new Fields(part);
        Instant asOf = fields.has("as_of") ? fields.time("as_of") : Instant.EPOCH;
        parts.add(new Part<>(fields.integer("partition"), asOf, question.partial(fields)));
      }
      return parts;
    } catch (RuntimeException e) {
      throw new IOException("an answer that cannot be read", e);
    }
  }

  private static ArrayNode array(JsonNode node) {
    if (node instanceof ArrayNode array) {
      return array;
    }
    throw new IllegalArgumentException("not a list");
  }
}
