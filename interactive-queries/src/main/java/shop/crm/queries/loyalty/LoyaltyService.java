package shop.crm.queries.loyalty;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.ProfileWriter.Entered;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Idempotency;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.LedgerLine;
import shop.crm.queries.view.LiveFigures;
import shop.crm.queries.view.LiveFigures.Figures;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.rules.RulesInForce;

/** A customer's points: balance, tier and ledger, and entries made by hand. */
public final class LoyaltyService implements Resource {

  private static final String LOYALTY = ApiPaths.CUSTOMER + "/loyalty";

  private final LiveState state;
  private final LiveFigures figures;
  private final Profiles profiles;
  private final Idempotency idempotency;
  private final Requests requests;
  private final Answers answers;
  private final RulesInForce rules;

  /** The resource over what it answers from. */
  public LoyaltyService(
      LiveState state, Profiles profiles, Requests requests, Answers answers, RulesInForce rules) {
    this.state = state;
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.answers = answers;
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.ofCustomer(Scope.LOYALTY_READ, LOYALTY, this::read).paged().withLargeAnswer(),
        Route.post(Scope.LOYALTY_WRITE, LOYALTY + "/entries", this::enter));
  }

  private void read(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    Page<LedgerLine> asked = Page.of("ledger", request);
    LoyaltyRules loyalty = rules.loyalty();
    answers.answer(
        request,
        response,
        key.tenant(),
        state.history(
            key,
            history -> {
              Page<LedgerLine> page = asked.fresh();
              history.orders(
                  order ->
                      LedgerLine.of(history, order, loyalty).forEach(l -> page.add(l.place(), l)));
              return page;
            }),
        (earned, freshness) -> {
          CustomerView customer =
              CustomerView.of(key, profiles.find(key), figures.of(key).customer())
                  .orElseThrow(() -> KnownCustomers.unknown(freshness));
          Page<LedgerLine> page =
              earned.filter(lines -> customer.live().isPresent()).orElseGet(asked::fresh);
          profiles.entries(key, entry -> addTo(page, LedgerLine.of(entry)));
          response.header(Json.TYPE).send(json(customer, page));
        });
  }

  /** Whether older entries may belong on the page, too. */
  private static boolean addTo(Page<LedgerLine> page, LedgerLine line) {
    page.add(line.place(), line);
    return !page.isFullBefore(line.place());
  }

  private byte[] json(CustomerView customer, Page<LedgerLine> page) throws IOException {
    PageJson document = page.json();
    JsonGenerator json = document.json();
    json.writeStringField("customer_id", customer.stored().key().customer());
    balance(json, customer);
    Optional<LoyaltyRules.Step> next = rules.loyalty().next(customer.tierPoints());
    Json.text(json, "next_tier", next.map(LoyaltyRules.Step::tier));
    if (next.isPresent()) {
      json.writeNumberField("points_to_next_tier", next.get().pointsAway());
    } else {
      json.writeNullField("points_to_next_tier");
    }
    json.writeObjectFieldStart("ledger");
    page.write(document, (place, line) -> Optional.of(line::write));
    json.writeEndObject();
    return document.bytes();
  }

  private void balance(JsonGenerator json, CustomerView customer) throws IOException {
    json.writeNumberField("balance", customer.points());
    json.writeStringField("tier", customer.tier(rules.loyalty()));
    json.writeNumberField("tier_points", customer.tierPoints());
  }

  private void enter(ServerRequest request, ServerResponse response) throws IOException {
    CustomerKey key = requests.customer(request);
    Bodies.require(request, Set.of(Json.MEDIA_TYPE));
    byte[] body = Bodies.bytes(request);
    JsonNode json = Bodies.json(body);
    EntryBody entry = EntryBody.read(json);
    Figures live = figures.fresh(key);
    Answers.fresh(response, live.freshness());
    idempotency.answer(
        request, response, key.tenant(), body, writer -> entered(writer, key, entry, live));
  }

  /** The ledger is locked with the customer, so that nobody else spends the same points. */
  private Answer entered(ProfileWriter writer, CustomerKey key, EntryBody entry, Figures live) {
    var locked = KnownCustomers.locked(writer, key, live);
    long balance = CustomerView.of(locked, live.customer()).points();
    if (entry.points() < 0 && balance + entry.points() < 0) {
      throw new ProblemException(Problem.tooFewPoints(balance));
    }
    long most = Math.max(balance, CustomerView.of(locked, live.customer()).tierPoints());
    if (entry.points() > 0 && most + entry.points() > Loyalty.MAX_POINTS) {
      BodyErrors errors = new BodyErrors(1);
      errors.add("/points", "would make more than " + Loyalty.MAX_POINTS + " points");
      errors.throwIfAny();
    }
    Entered entered = writer.enter(locked, entry.type(), entry.points(), entry.reason());
    CustomerView after = CustomerView.of(entered.customer(), live.customer());
    return new Answer(
        Status.CREATED_201.code(),
        Optional.of(key.customer()),
        Map.of(),
        JsonBytes.object(
            out -> {
              out.writeFieldName("entry");
              LedgerLine.of(entered.entry()).write(out);
              balance(out, after);
            }));
  }
}
