package shop.crm.schemas;

/** Names of headers on records and messages. */
public final class Headers {

  /**
   * Which dead letter it is: the same message or record that is put aside again has the same id.
   */
  public static final String ID = "crm-id";

  /** Why a dead letter is one: the code of a rejection reason. */
  public static final String REASON = "crm-reason";

  /** What exactly was wrong, in words, without personal data. */
  public static final String DETAIL = "crm-detail";

  /** On a dead letter that was put aside: the class of the exception that processing it threw. */
  public static final String EXCEPTION = "crm-exception";

  /**
   * Where a dead letter came from: {@code rabbitmq:QUEUE}, {@code kafka:TOPIC-P@OFFSET} or {@code
   * postgres:outbox@ROW}.
   */
  public static final String SOURCE = "crm-source";

  /** When a dead letter, or the record that brought a change about, was received, RFC 3339. */
  public static final String RECEIVED_AT = "crm-received-at";

  /** On a change: the time of the event that brought it about, RFC 3339. */
  public static final String EVENT_TIME = "crm-event-time";

  /** On a change that time alone brought about: when it was due, RFC 3339. */
  public static final String DUE_AT = "crm-due-at";

  /** On a record that removes a request: the id of the request that was answered. */
  public static final String ANSWERS = "crm-answers";

  /** Size of the body, in bytes, where what is kept of it is less. */
  public static final String ORIGINAL_SIZE = "crm-original-size";

  /** How many of the headers that a message came with are left out, where they are too long. */
  public static final String OMITTED_HEADERS = "crm-omitted-headers";

  /** Before the name of each header or property that the message itself came with. */
  public static final String ORIGINAL_PREFIX = "amqp-";

  /** On an AMQP message: the tenant. */
  public static final String TENANT_ID = "tenant_id";

  /** On a change: {@link #CLOUDEVENTS_JSON}, by which SDKs of CloudEvents see what it is. */
  public static final String CONTENT_TYPE = "content-type";

  /** Media type of CloudEvents in structured mode. */
  public static final String CLOUDEVENTS_JSON = "application/cloudevents+json";

  private Headers() {}
}
