package shop.crm.queries.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import shop.crm.schemas.model.access.Scope;

/**
 * One call that the server answers.
 *
 * @param method its method
 * @param path its path, with parameters in braces
 * @param handler what answers it
 * @param traits what the server has to know of it beside its handler
 * @param parameters what its query may hold, each once
 * @param types of what it sends; none where that is nothing
 */
public record Route(
    Method method,
    String path,
    Handler handler,
    Traits traits,
    Set<String> parameters,
    Set<String> types) {

  /** The parameter by which a caller says how fresh live state has to be. */
  public static final String MIN_AS_OF = "min_as_of";

  /** What a stream of server-sent events is sent as. */
  public static final Header EVENT_STREAM =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/event-stream");

  /** Whose state must be complete up to {@code min_as_of} before a route answers. */
  public enum Waits {
    /** Nobody's: it does not answer from live state. */
    NEVER,
    /** That of the customer whom the path names. */
    FOR_CUSTOMER,
    /** That of all partitions. */
    FOR_ALL
  }

  /**
   * What a route asks of the server.
   *
   * @param requires what its caller must be allowed; nothing where it is open to all
   * @param waits whose live state it answers from, and may be asked to wait for
   * @param large whether its answer may take much memory: only some of them are made at once
   * @param stream whether its answer goes on until somebody ends it
   * @param ofPlatform whether it is for the platform alone, not for a credential of a tenant
   */
  public record Traits(
      Optional<Scope> requires, Waits waits, boolean large, boolean stream, boolean ofPlatform) {

    private static Traits plain(Optional<Scope> requires) {
      return new Traits(requires, Waits.NEVER, false, false, false);
    }
  }

  private Route(Method method, Optional<Scope> requires, String path, Handler handler) {
    this(method, path, handler, Traits.plain(requires), Set.of(), Set.of(Json.MEDIA_TYPE));
  }

  /**
   * A call that needs no credential: what everybody may see, or what the internal port alone
   * answers, whose callers prove themselves otherwise.
   */
  public static Route open(Method method, String path, Handler handler) {
    return new Route(method, Optional.empty(), path, handler);
  }

  /** A GET, whose answer is JSON. */
  public static Route get(Scope requires, String path, Handler handler) {
    return new Route(Method.GET, Optional.of(requires), path, handler);
  }

  /** A GET that answers from the live state of all: it takes {@link #MIN_AS_OF}. */
  public static Route live(Scope requires, String path, Handler handler) {
    return get(requires, path, handler).waiting(Waits.FOR_ALL).taking(Route.MIN_AS_OF);
  }

  /** A GET that answers from the live state of the customer whom {@code {id}} names. */
  public static Route ofCustomer(Scope requires, String path, Handler handler) {
    return get(requires, path, handler).waiting(Waits.FOR_CUSTOMER).taking(Route.MIN_AS_OF);
  }

  /** Whether it changes nothing. */
  public boolean isRead() {
    return method == Method.GET;
  }

  /** The same call, answered by another handler. */
  public Route answeredBy(Handler other) {
    return new Route(method, path, other, traits, parameters, types);
  }

  /** The same call; its answer may take much memory. */
  public Route withLargeAnswer() {
    return with(
        new Traits(traits.requires(), traits.waits(), true, traits.stream(), traits.ofPlatform()));
  }

  /** The same call; no credential of a tenant will do. */
  public Route ofPlatform() {
    return with(
        new Traits(traits.requires(), traits.waits(), traits.large(), traits.stream(), true));
  }

  /** The same call; its query may hold these parameters, too. */
  public Route taking(String... more) {
    return taking(List.of(more));
  }

  /** The same call; its query may hold these parameters, too. */
  public Route taking(Collection<String> more) {
    Set<String> all = new TreeSet<>(parameters);
    all.addAll(more);
    return new Route(method, path, handler, traits, Set.copyOf(all), types);
  }

  /** The same call; it sends something else than JSON. */
  public Route sending(String... other) {
    return new Route(method, path, handler, traits, parameters, Set.of(other));
  }

  private Route waiting(Waits whose) {
    return with(
        new Traits(traits.requires(), whose, traits.large(), traits.stream(), traits.ofPlatform()));
  }

  /** The same call; it sends server-sent events until somebody ends it. */
  public Route streaming() {
    return with(new Traits(
            traits.requires(), traits.waits(), traits.large(), true, traits.ofPlatform()))
        .sending(EVENT_STREAM.get());
  }

  private Route with(Traits other) {
    return new Route(method, path, handler, other, parameters, types);
  }

  /** The same call for a part of a list. */
  public Route paged() {
    return taking("limit", "cursor");
  }

  /** A PUT, whose answer is JSON. */
  public static Route put(Scope requires, String path, Handler handler) {
    return new Route(Method.PUT, Optional.of(requires), path, handler);
  }

  /** A PATCH, whose answer is JSON. */
  public static Route patch(Scope requires, String path, Handler handler) {
    return new Route(Method.PATCH, Optional.of(requires), path, handler);
  }

  /** A DELETE, whose answer has no body. */
  public static Route delete(Scope requires, String path, Handler handler) {
    return new Route(Method.DELETE, Optional.of(requires), path, handler).sending();
  }

  /** A POST, whose answer is JSON. */
  public static Route post(Scope requires, String path, Handler handler) {
    return new Route(Method.POST, Optional.of(requires), path, handler);
  }
}
