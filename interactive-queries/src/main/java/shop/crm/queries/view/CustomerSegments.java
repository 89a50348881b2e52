package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.RfmMove;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.Explanation;
import shop.crm.topology.domain.segment.Subject;
import shop.crm.topology.rules.RulesInForce;

/** The segments of a tenant beside one customer: whether they are in it, since when, and why. */
public final class CustomerSegments {

  private final LiveState state;
  private final Segments segments;
  private final RulesInForce rules;
  private final Clock clock;

  /** Tells of segments by rules and the time of a clock. */
  public CustomerSegments(LiveState state, Segments segments, RulesInForce rules, Clock clock) {
    this.state = state;
    this.segments = segments;
    this.rules = rules;
    this.clock = clock;
  }

  /** Writes why a customer is in a segment, or is not, as a value. */
  interface Why {
    void write(JsonGenerator json, Visibility visibility) throws IOException;
  }

  /**
   * Which segment it is.
   *
   * @param identifying whether who is in it is decided by what identifies somebody
   */
  public record Which(String id, String name, String type, boolean builtIn, boolean identifying) {}

  /**
   * A segment beside a customer.
   *
   * @param entered since when they are in it, if that is known
   * @param previous of the built-in segment that they are in: in which they were before, if in any
   */
  public record Beside(
      Which segment,
      boolean member,
      Optional<Instant> entered,
      Optional<RfmSegment> previous,
      Why why) {

    /** Whether a caller is not told whether the customer is in it. */
    public boolean isHiddenFrom(Visibility visibility) {
      return visibility == Visibility.MASKED && segment.identifying();
    }
  }

  /**
   * The segments of a tenant, and what decides on them beside the customer's own state.
   *
   * @param byHand since when the customer is in those into which they were put by hand
   */
  public record Defined(
      List<StoredSegment> segments, Map<String, Instant> byHand, Predictions predictions) {

    /** Of which of them a caller is told that the customer entered or left them, by id. */
    public Predicate<String> toldTo(Visibility visibility) {
      Set<String> hidden =
          segments.stream()
              .map(StoredSegment::definition)
              .filter(visibility::hides)
              .map(SegmentDefinition::id)
              .collect(Collectors.toSet());
      return id -> !hidden.contains(id);
    }
  }

  /** What is defined at this moment. */
  public Defined defined(CustomerKey key) {
    return new Defined(
        segments.all(key.tenant()),
        segments.memberships(key).stream()
            .collect(Collectors.toMap(Segments.Membership::segment, Segments.Membership::since)),
        new Predictions(rules.timeZone(), Answers.here(state.clvModel(key.tenant())).value()));
  }

  /**
   * All of them, the built-in ones first. Explaining them reads the customer's purchases: it is for
   * while these can be read.
   */
  public List<Beside> of(CustomerView customer, Defined defined) {
    CustomerState state = customer.live().orElseGet(() -> unseen(customer));
    List<Beside> all = new ArrayList<>(builtIn(state));
    all.addAll(beside(customer.stored().key(), state, defined));
    return all;
  }

  /** A customer of whom the stream is only about to learn. */
  private CustomerState unseen(CustomerView customer) {
    StoredProfile stored = customer.stored();
    String tier = customer.tier(rules.loyalty());
    return CustomerState.begin(customer.createdAt(), tier)
        .touched(customer.updatedAt())
        .withProfile(stored.profile(), stored.version(), 0)
        .withLoyalty(new Loyalty(0, stored.ledger().entered(), stored.ledger().adjusted(), tier))
        .withErasedAt(stored.erasedAt());
  }

  private List<Beside> builtIn(CustomerState state) {
    Optional<RfmSegment> actual = state.standing().map(Standing::segment);
    Optional<RfmMove> move = state.memberships().rfmMove();
    List<Beside> all = new ArrayList<>();
    for (RfmSegment segment : RfmSegment.ALL) {
      boolean member = actual.equals(Optional.of(segment));
      all.add(
          new Beside(
              new Which(segment.id(), segment.displayName(), "dynamic", true, false),
              member,
              move.filter(last -> member).map(RfmMove::at),
              move.filter(last -> member).flatMap(RfmMove::from),
              (json, _) ->
                  new ExplanationJson(rules.rfm()).write(json, segment, state, clock.instant())));
    }
    return all;
  }

  private List<Beside> beside(CustomerKey key, CustomerState state, Defined defined) {
    Subject subject = new Subject(key, state, defined.predictions(), clock.instant());
    List<Beside> all = new ArrayList<>();
    for (StoredSegment stored : defined.segments()) {
      SegmentDefinition segment = stored.definition();
      Optional<Instant> entered =
          segment.isDynamic()
              ? state.memberships().since(segment.number())
              : Optional.ofNullable(defined.byHand().get(segment.id()));
      all.add(
          new Beside(
              new Which(
                  segment.id(),
                  segment.name(),
                  segment.isDynamic() ? "dynamic" : "manual",
                  false,
                  Visibility.MASKED.hides(segment)),
              entered.isPresent(),
              entered,
              Optional.empty(),
              (json, visibility) -> explain(json, segment, subject, visibility)));
    }
    return all;
  }

  private static void explain(
      JsonGenerator json, SegmentDefinition segment, Subject subject, Visibility visibility)
      throws IOException {
    if (segment.conditions().isPresent()) {
      ExplanationJson.write(
          json, Explanation.of(segment.conditions().get().root(), subject), visibility);
    } else {
      json.writeNull();
    }
  }

  /** Writes a segment beside a customer. */
  public static void write(JsonGenerator json, Beside beside) throws IOException {
    json.writeStartObject();
    fields(json, beside, beside.entered());
    json.writeEndObject();
  }

  /** Writes a segment beside a customer, and why they are in it or not, as far as that is shown. */
  public static void explain(JsonGenerator json, Beside beside, Visibility visibility)
      throws IOException {
    boolean hidden = beside.isHiddenFrom(visibility);
    json.writeStartObject();
    fields(json, beside, beside.entered().filter(_ -> !hidden));
    ExplanationJson.flag(json, "member", Optional.of(beside.member()).filter(_ -> !hidden));
    json.writeFieldName("explanation");
    beside.why().write(json, visibility);
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Beside beside, Optional<Instant> entered)
      throws IOException {
    json.writeStringField("id", beside.segment().id());
    json.writeStringField("name", beside.segment().name());
    json.writeStringField("type", beside.segment().type());
    json.writeBooleanField("built_in", beside.segment().builtIn());
    Json.text(json, "entered_at", entered);
    if (beside.segment().builtIn() && beside.member()) {
      Json.text(json, "previous_segment", beside.previous().map(RfmSegment::displayName));
    }
  }
}
