package shop.crm.schemas.model.profile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way to reach a customer that needs consent; the wire name is the lower-case name. Rows store
 * the ordinal: the order is part of the stored form.
 */
public enum Channel {
  EMAIL,
  SMS,
  PUSH;

  /** All channels. */
  public static final List<Channel> ALL = List.of(values());

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The channel of that name, if there is one. */
  public static Optional<Channel> named(String wire) {
    return Stream.of(values()).filter(channel -> channel.wire.equals(wire)).findFirst();
  }

  /** What a profile says of it; empty where the customer was never asked. */
  public Optional<Boolean> consent(Profile profile) {
    return switch (this) {
      case EMAIL -> profile.emailOptIn();
      case SMS -> profile.smsOptIn();
      case PUSH -> profile.pushOptIn();
    };
  }
}
