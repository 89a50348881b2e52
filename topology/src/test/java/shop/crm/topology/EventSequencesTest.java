package shop.crm.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.state.OrderRow;

/**
 * What plain bodies, as publishers send them, come to: the sequences and right values of {@code
 * event-sequences.json}, in every order of arrival where the case does not say otherwise.
 */
class EventSequencesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventReader READER = new EventReader("UAH", "default");

  private static CrmDriver crm;
  private static int runs;

  @BeforeAll
  static void start() {
    crm = new CrmDriver();
  }

  @AfterAll
  static void stop() {
    crm.close();
  }

  /** A case; named in reports by its name. */
  record Case(String name, JsonNode json) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = EventSequencesTest.class.getResourceAsStream("event-sequences.json")) {
      return StreamSupport.stream(JSON.readTree(in).spliterator(), false)
          .map(json -> new Case(json.get("name").asText(), json))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void figures_are_right_in_every_order_of_arrival(Case one) {
    List<JsonNode> events = new ArrayList<>();
    one.json().get("events").forEach(events::add);
    List<List<JsonNode>> arrivals =
        one.json().path("as_told").asBoolean() ? List.of(events) : permutations(events);
    for (List<JsonNode> arrival : arrivals) {
      String tenant = "t" + ++runs;
      arrival.forEach(event -> send(tenant, event));
      JsonNode customers = one.json().get("customers");
      customers
          .properties()
          .forEach(
              expected ->
                  assertEquals(
                      figures(expected.getValue()),
                      figures(new CustomerKey(tenant, expected.getKey()), expected.getValue()),
                      () -> one.name() + ": " + arrival));
    }
  }

  private static void send(String tenant, JsonNode event) {
    if (event.has("erase")) {
      CustomerKey key = new CustomerKey(tenant, event.get("erase").asText());
      crm.tell(new ProfileRecord.Erased(key, 1, Instant.parse(event.get("at").asText())));
      return;
    }
    Envelope envelope =
        new Envelope(
            true,
            Optional.of(event.get("type").asText()),
            Optional.ofNullable(event.get("message_id")).map(JsonNode::asText),
            Optional.empty(),
            Optional.of(tenant),
            crm.now());
    byte[] body = event.get("body").toString().getBytes(UTF_8);
    Decoded read = READER.read(body, envelope, crm.now());
    crm.send(assertInstanceOf(Decoded.Accepted.class, read, read::toString).event());
  }

  private static Map<String, String> figures(JsonNode expected) {
    Map<String, String> figures = new TreeMap<>();
    expected.properties().forEach(field -> figures.put(field.getKey(), field.getValue().asText()));
    return figures;
  }

  /** Of those figures that the case names; else whether there is no such customer. */
  private static Map<String, String> figures(CustomerKey key, JsonNode named) {
    Map<String, String> figures = new TreeMap<>();
    Optional<CustomerState> found = crm.customer(key.toString());
    if (found.isEmpty() || named.has("gone")) {
      return Map.of("gone", "" + found.isEmpty());
    }
    CustomerState customer = found.get();
    named
        .fieldNames()
        .forEachRemaining(
            name ->
                figures.put(
                    name,
                    switch (name) {
                      case "orders" -> "" + customer.purchases().count();
                      case "spent" -> customer.purchases().spent().toString();
                      case "first" -> "" + customer.purchases().first().orElse(null);
                      case "last" -> "" + customer.purchases().last().orElse(null);
                      case "points" -> "" + customer.loyalty().points();
                      default -> order(key, customer.life(), name).status().wire();
                    }));
    return figures;
  }

  private static OrderState order(CustomerKey key, long life, String id) {
    String history = StoreNames.historyKey(key.toString(), life);
    byte[] row = crm.store(StoreNames.HISTORY).get(StoreNames.orderKey(history, id));
    return OrderRow.decode(id, row);
  }

  private static List<List<JsonNode>> permutations(List<JsonNode> events) {
    if (events.size() < 2) {
      return List.of(events);
    }
    List<List<JsonNode>> all = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      List<JsonNode> others = new ArrayList<>(events);
      JsonNode first = others.remove(i);
      for (List<JsonNode> rest : permutations(others)) {
        List<JsonNode> one = new ArrayList<>(List.of(first));
        one.addAll(rest);
        all.add(one);
      }
    }
    return all;
  }
}
