package shop.crm.schemas.event;

/** What became of a body: an event, or the reason why it is none. */
public sealed interface Decoded {

  /** It is an event. */
  record Accepted(InboundEvent event) implements Decoded {}

  /** It is not. */
  record Rejected(Rejection rejection) implements Decoded {}
}
