package shop.crm.queries.view;

import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.Lookup;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.CustomerListQuestion;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.live.question.ListPage;
import shop.crm.queries.live.question.Listed;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;

/**
 * Pages of customers: profiles from PostgreSQL and live figures from the stream, put together.
 *
 * @param state where figures are read
 * @param profiles where profiles are read
 * @param customerJson how a customer is written
 */
public record CustomerPages(LiveState state, Profiles profiles, CustomerJson customerJson) {

  /**
   * How many customers are in memory at once, whatever a page or a table has: a page of the usual
   * length, and the one behind it.
   */
  public static final int AT_ONCE = 51;

  private static final Logger LOG = LoggerFactory.getLogger(CustomerPages.class);

  /** A customer and where a page that starts behind it begins. */
  public record Element(CustomerView customer, ListCursor cursor) {}

  /**
   * Some customers in the order of a list.
   *
   * @param last where the next ones start; empty where there are none
   */
  public record Batch(List<Element> elements, Optional<Position> last) {}

  /** Gives the customers of a list, so many at once. */
  public interface Batches {
    /**
     * The next ones.
     *
     * @param behind where they start
     * @param most how many places of the list are looked at; some may be empty by now
     */
    Batch next(Optional<Position> behind, int most, Head head);
  }

  /** What an answer says of itself before the first customer. */
  public interface Head {

    /** The answer is as fresh as that. */
    void fresh(Freshness freshness);

    /** Profiles are the stream's copies, because PostgreSQL is away. */
    void stale(DatabaseAway why);

    /** The head of a page. */
    static Head of(ServerResponse response) {
      return new Told(response, true);
    }

    /** The head of all there is: it could not take back what it said when PostgreSQL was there. */
    static Head whole(ServerResponse response) {
      return new Told(response, false);
    }
  }

  /** Tells callers in headers. */
  private static final class Told implements Head {

    private final ServerResponse response;
    private final boolean mayBeStale;
    private boolean told;

    private Told(ServerResponse response, boolean mayBeStale) {
      this.response = response;
      this.mayBeStale = mayBeStale;
    }

    /** What was read first is the oldest. */
    @Override
    public void fresh(Freshness freshness) {
      if (!told) {
        Answers.fresh(response, freshness);
        told = true;
      }
    }

    @Override
    public void stale(DatabaseAway why) {
      if (!mayBeStale) {
        throw why;
      }
      LOG.debug("answering with the stream's copies of profiles", why);
      Answers.stale(response);
    }
  }

  /** Sends a page, and where the next one starts if there is more than fits. */
  public void send(
      ServerResponse response,
      Batches batches,
      Optional<Position> behind,
      int limit,
      String kind,
      Visibility visibility,
      Head head)
      throws IOException {
    PageJson page = new PageJson(limit);
    page.begin();
    Optional<ListCursor> last = Optional.empty();
    Optional<Position> from = behind;
    boolean fits = true;
    boolean more = true;
    // Customers that were erased a moment ago leave gaps, which the next ones fill.
    while (fits && more) {
      Batch batch = batches.next(from, Math.min(AT_ONCE, limit + 1), head);
      Iterator<Element> elements = batch.elements().iterator();
      while (fits && elements.hasNext()) {
        Element next = elements.next();
        fits = page.add(json -> customerJson.element(json, next.customer(), visibility));
        last = fits ? Optional.of(next.cursor()) : last;
      }
      from = batch.last();
      more = from.isPresent();
    }
    page.end(fits ? Optional.empty() : last.map(cursor -> cursor.encode(kind)));
    response.header(Json.TYPE).send(page.bytes());
  }

  /** Customers by live figures. */
  public Batches byFigures(String tenant, CustomerQuery query) {
    return (behind, most, head) -> {
      CustomerQuery asked = behind.map(query::after).orElse(query).limitedTo(most);
      Here<ListPage> listed = Answers.here(state.ask(new CustomerListQuestion(tenant, asked)));
      head.fresh(listed.freshness());
      List<Listed> customers = listed.value().customers();
      return new Batch(
          of(tenant, customers, head),
          listed.value().more() ? Optional.of(customers.getLast().position()) : Optional.empty());
    };
  }

  /** Those customers, with their profiles. */
  public List<Element> of(String tenant, List<Listed> listed, Head head) {
    Map<String, Lookup> lookups =
        lookups(tenant, listed.stream().map(one -> one.position().id()).toList(), head);
    List<Element> elements = new ArrayList<>(listed.size());
    for (Listed one : listed) {
      CustomerKey key = new CustomerKey(tenant, one.position().id());
      Lookup lookup =
          lookups.getOrDefault(
              key.customer(), new Lookup(Optional.empty(), one.state().erasedAt()));
      CustomerView.of(key, lookup, Optional.of(one.state()))
          .filter(view -> view.live().isPresent())
          .ifPresent(view -> elements.add(new Element(view, ListCursor.of(one.position()))));
    }
    return elements;
  }

  /** Customers of those ids in their order. */
  public List<Element> of(String tenant, Collection<String> ids, Head head) {
    Here<Map<String, CustomerState>> live =
        Answers.here(state.ask(CustomersByIdQuestion.of(tenant, ids)));
    head.fresh(live.freshness());
    Map<String, Lookup> lookups = profiles.find(tenant, ids);
    List<Element> elements = new ArrayList<>(ids.size());
    for (String id : ids) {
      Optional.ofNullable(lookups.get(id))
          .flatMap(
              lookup ->
                  CustomerView.of(
                      new CustomerKey(tenant, id),
                      lookup,
                      Optional.ofNullable(live.value().get(id))))
          .ifPresent(
              view ->
                  elements.add(
                      new Element(view, ListCursor.of(new Position(OptionalLong.empty(), id)))));
    }
    return elements;
  }

  /** While PostgreSQL is away the stream's copies of the profiles stand in. */
  private Map<String, Lookup> lookups(String tenant, List<String> ids, Head head) {
    try {
      return profiles.find(tenant, ids);
    } catch (DatabaseAway e) {
      head.stale(e);
      return Map.of();
    }
  }
}
