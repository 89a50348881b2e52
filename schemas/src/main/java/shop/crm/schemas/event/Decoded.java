package shop.crm.schemas.event;

import java.util.Optional;
import shop.crm.schemas.model.fact.InboundEvent;

/** What became of a body: an event, or the reason why it is none. */
public sealed interface Decoded {

  /**
   * It is an event.
   *
   * @param leftOut which fields of a profile were left out of it, and why
   */
  record Accepted(InboundEvent event, Optional<Rejection> leftOut) implements Decoded {

    /** One of which everything was taken. */
    public Accepted(InboundEvent event) {
      this(event, Optional.empty());
    }
  }

  /** The bytes are not an event that can be taken. */
  record Rejected(Rejection rejection) implements Decoded {}
}
