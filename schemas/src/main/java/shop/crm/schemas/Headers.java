package shop.crm.schemas;

/** Names of headers on records and messages. */
public final class Headers {

  /** Why a dead letter is one: the code of a rejection reason. */
  public static final String REASON = "crm-reason";

  /** What exactly was wrong, in words, without personal data. */
  public static final String DETAIL = "crm-detail";

  /** On a dead letter that was put aside: the class of the exception that processing it threw. */
  public static final String EXCEPTION = "crm-exception";

  /** Where a dead letter came from: {@code rabbitmq:QUEUE} or {@code kafka:TOPIC-P@OFFSET}. */
  public static final String SOURCE = "crm-source";

  /** When a dead letter, or the record that brought a change about, was received, RFC 3339. */
  public static final String RECEIVED_AT = "crm-received-at";

  /** On a change: the time of the event that brought it about, RFC 3339. */
  public static final String EVENT_TIME = "crm-event-time";

  /** On a change that time alone brought about: when it was due, RFC 3339. */
  public static final String DUE_AT = "crm-due-at";

  /** Size of the body, in bytes, where what is kept of it is less. */
  public static final String ORIGINAL_SIZE = "crm-original-size";

  /** Before the name of each header or property that the message itself came with. */
  public static final String ORIGINAL_PREFIX = "amqp-";

  /** On an AMQP message: the tenant. */
  public static final String TENANT_ID = "tenant_id";

  /** Media type of CloudEvents in structured mode. */
  public static final String CLOUDEVENTS_JSON = "application/cloudevents+json";

  private Headers() {}
}
