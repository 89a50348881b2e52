package shop.crm.schemas.model.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the audit log: who did what, for whom, and what came of it. It never holds values or
 * bodies.
 *
 * @param at when the call came
 * @param tenant whom it was about; nothing where that was not found out
 * @param actor who made it
 * @param call what was called
 * @param customer the one customer whom it was about, where it was about one
 * @param object what it was about beside a customer: {@code key:ID} or {@code segment:ID}
 * @param status what HTTP answered
 */
public record AuditLine(
    Instant at,
    Optional<String> tenant,
    Actor actor,
    Call call,
    Optional<String> customer,
    Optional<String> object,
    int status) {

  /** What the name of a key begins with, as an object and as an actor. */
  public static final String KEY = "key:";

  /** What the name of a segment begins with. */
  public static final String SEGMENT = "segment:";

  /** A line of a call that was about a customer, or about nothing that has a name. */
  public AuditLine(
      Instant at,
      Optional<String> tenant,
      Actor actor,
      Call call,
      Optional<String> customer,
      int status) {
    this(at, tenant, actor, call, customer, Optional.empty(), status);
  }

  /** The same line, of a call that was about a tenant, whoever made it. */
  public AuditLine ofTenant(String other) {
    return new AuditLine(at, Optional.of(other), actor, call, customer, object, status);
  }

  /**
   * Who made a call.
   *
   * @param name of the credential; no secret
   * @param onBehalfOf for whom the caller says to act
   */
  public record Actor(String name, Optional<String> onBehalfOf) {

    /** The command line, used by whoever may read the configuration. */
    public static final Actor COMMAND_LINE = new Actor("cli", Optional.empty());

    /** The service as it starts, which does what its configuration says. */
    public static final Actor CONFIGURATION = new Actor("configuration", Optional.empty());
  }

  /**
   * What was called.
   *
   * @param method of HTTP
   * @param route the path as it is declared, with names of parameters and not their values
   * @param request by which id logs and answers name the request
   */
  public record Call(String method, String route, Optional<String> request) {}

  /** What came of a call. */
  public enum Outcome {
    /** It was done. */
    OK,
    /** Its caller may not do it, or not so often. */
    REFUSED,
    /** It was not done for another reason. */
    FAILED;

    /** What came of a call that HTTP answered with a status. */
    public static Outcome of(int status) {
      return switch (status) {
        case 401, 403, 429 -> REFUSED;
        default -> status < 400 ? OK : FAILED;
      };
    }

    /** As it is written. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of the call. */
  public Outcome outcome() {
    return Outcome.of(status);
  }
}
