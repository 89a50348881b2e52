package shop.crm.queries.customer;

import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.view.BuiltInSegments;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.SearchText;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Sort;

/** What a list of customers is asked for, checked: by profile alone, or by live figures. */
public sealed interface ListRequest {

  /** What a query may hold beside the place of a page. */
  Set<String> PARAMETERS =
      Set.of(
          "q",
          "email",
          "tag",
          "email_opt_in",
          "sms_opt_in",
          "push_opt_in",
          "rfm_segment",
          "loyalty_tier",
          "lifecycle_stage",
          "segment",
          "sort");

  /** Which fields of the profile a text of the query looks into. */
  Map<String, List<ProfileField>> LOOKS_INTO =
      Map.of(
          "q",
          List.of(
              ProfileField.FIRST_NAME,
              ProfileField.LAST_NAME,
              ProfileField.EMAIL,
              ProfileField.PHONE),
          "email",
          List.of(ProfileField.EMAIL),
          "tag",
          List.of(ProfileField.TAGS));

  /** How many items a page has at the most. */
  int limit();

  /** Tells this tenant, sort and filters from others. */
  String kind();

  /** Answered by PostgreSQL; the query asks for one more than the page has. */
  record ByProfile(ProfileQuery query, int limit, String kind) implements ListRequest {}

  /** Answered by the stream; the query asks for one more than the page has. */
  record ByFigures(CustomerQuery query, int limit, String kind) implements ListRequest {}

  /**
   * Reads a request of a tenant.
   *
   * @param segments finds the segments that users of the tenant defined, by id
   * @throws ProblemException 403 if it looks for what its caller is not shown; 400 if it cannot be
   *     understood
   */
  static ListRequest of(
      String tenant,
      ServerRequest request,
      LoyaltyRules rules,
      Function<String, Optional<StoredSegment>> segments) {
    return new Reader(tenant, request, rules, segments).read();
  }

  /** Reads the parameters of one request. */
  final class Reader {

    private static final int MAX_TEXT = 256;

    private final String tenant;
    private final ServerRequest request;
    private final LoyaltyRules rules;
    private final Function<String, Optional<StoredSegment>> segments;
    private final Map<String, String> filters = new TreeMap<>();

    private Reader(
        String tenant,
        ServerRequest request,
        LoyaltyRules rules,
        Function<String, Optional<StoredSegment>> segments) {
      this.tenant = tenant;
      this.request = request;
      this.rules = rules;
      this.segments = segments;
    }

    private ListRequest read() {
      int limit = Requests.limit(request);
      String sortText = Requests.query(request, "sort").orElse("created_at");
      boolean descending = sortText.startsWith("-");
      Sort sort =
          Sort.named(descending ? sortText.substring(1) : sortText)
              .orElseThrow(() -> notOneOf("sort", Stream.of(Sort.values()).map(Sort::wire)));
      Optional<RfmSegment> segment = segment();
      OptionalInt member = member();
      Optional<String> tier = oneOf("loyalty_tier", rules.names(), Function.identity());
      Optional<LifecycleStage> stage =
          oneOf("lifecycle_stage", List.of(LifecycleStage.values()), LifecycleStage::wire);
      Optional<String> prefix = text("q");
      Optional<String> email = text("email");
      Optional<String> tag = text("tag");
      Map<Channel, Boolean> consents = consents();
      String kind = kind(sortText);
      Optional<ListCursor> cursor = cursor(kind);
      boolean live =
          sort != Sort.CREATED_AT
              || segment.isPresent()
              || member.isPresent()
              || tier.isPresent()
              || stage.isPresent();
      if (live) {
        return new ByFigures(
            new CustomerQuery(
                sort,
                descending,
                new CustomerQuery.Selection(
                    segment,
                    tier,
                    stage,
                    tag,
                    member,
                    consents,
                    new CustomerQuery.Search(prefix, email)),
                cursor.map(ListCursor::position),
                limit + 1),
            limit,
            kind);
      }
      return new ByProfile(
          new ProfileQuery(
              prefix, email, tag, consents, descending, cursor.map(this::after), limit + 1),
          limit,
          kind);
    }

    private ProfileQuery.After after(ListCursor cursor) {
      long micros =
          cursor.position().value().orElseThrow(() -> malformed("cursor is not of this list"));
      return new ProfileQuery.After(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS), cursor.position().id());
    }

    private Optional<ListCursor> cursor(String kind) {
      Optional<String> text = Requests.query(request, "cursor");
      Optional<ListCursor> cursor = text.flatMap(value -> ListCursor.parse(kind, value));
      if (text.isPresent() && cursor.isEmpty()) {
        throw malformed("cursor is not one that this list, sorted and filtered like this, gave");
      }
      return cursor;
    }

    /** By name, or by the id of the built-in segment. */
    private Optional<RfmSegment> segment() {
      Optional<RfmSegment> byName =
          oneOf(
              "rfm_segment",
              RfmSegment.ALL,
              Requests.query(request, "rfm_segment").orElse("").startsWith("rfm-")
                  ? RfmSegment::id
                  : RfmSegment::displayName);
      Optional<RfmSegment> byId = Requests.query(request, "segment").flatMap(BuiltInSegments::find);
      byId.ifPresent(found -> filters.put("segment", found.id()));
      if (byName.isPresent() && byId.isPresent() && !byName.equals(byId)) {
        throw malformed("rfm_segment and segment exclude each other");
      }
      return byName.or(() -> byId);
    }

    /** The number of the segment that users defined. */
    private OptionalInt member() {
      Optional<String> id =
          Requests.query(request, "segment").filter(text -> BuiltInSegments.find(text).isEmpty());
      if (id.isEmpty()) {
        return OptionalInt.empty();
      }
      StoredSegment found =
          id.filter(Ids::isValid)
              .flatMap(segments)
              .orElseThrow(() -> malformed("segment is not the id of a segment of the tenant"));
      Visibility.of(request).requireMembersOf(found.definition());
      filters.put("segment", id.get());
      return OptionalInt.of(found.definition().number());
    }

    private Map<Channel, Boolean> consents() {
      Map<Channel, Boolean> consents = new EnumMap<>(Channel.class);
      for (Channel channel : Channel.ALL) {
        oneOf(channel.wire() + "_opt_in", List.of(true, false), String::valueOf)
            .ifPresent(in -> consents.put(channel, in));
      }
      return consents;
    }

    private Optional<String> text(String name) {
      Optional<String> text = Requests.query(request, name);
      text.ifPresent(
          value -> {
            Visibility.of(request).requireFor(LOOKS_INTO.get(name));
            if (SearchText.folded(value).isBlank()
                || value.length() > MAX_TEXT
                || value.indexOf('\0') >= 0) {
              throw malformed(name + " is not 1 to " + MAX_TEXT + " characters");
            }
            filters.put(name, value);
          });
      return text;
    }

    private <T> Optional<T> oneOf(String name, List<T> values, Function<T, String> wire) {
      Optional<String> text = Requests.query(request, name);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      T found =
          values.stream()
              .filter(value -> wire.apply(value).equals(text.get()))
              .findFirst()
              .orElseThrow(() -> notOneOf(name, values.stream().map(wire)));
      filters.put(name, text.get());
      return Optional.of(found);
    }

    /** A check sum: a cursor with other filters is a mistake, not an attack. */
    private String kind(String sort) {
      CRC32C sum = new CRC32C();
      sum.update((tenant + "/" + sort + filters).getBytes(StandardCharsets.UTF_8));
      return Long.toHexString(sum.getValue());
    }

    private static ProblemException notOneOf(String name, Stream<String> known) {
      return malformed(name + " is not one of " + sorted(known));
    }

    private static String sorted(Stream<String> names) {
      return names.collect(Collectors.toCollection(TreeSet::new)).stream()
          .collect(Collectors.joining(", "));
    }

    private static ProblemException malformed(String detail) {
      return new ProblemException(Problem.malformed(detail));
    }
  }
}
