package shop.crm.schemas.model.profile;

import java.util.List;
import java.util.Optional;

/**
 * A customer's consent to be reached on a channel was given, refused or taken back.
 *
 * @param channel on which
 * @param optedIn true for given, false for refused; empty where it is as if never asked
 */
public record ConsentChange(Channel channel, Optional<Boolean> optedIn) {

  /** The consents in which two profiles differ. */
  public static List<ConsentChange> between(Profile before, Profile after) {
    return Channel.ALL.stream()
        .filter(channel -> !channel.consent(before).equals(channel.consent(after)))
        .map(channel -> new ConsentChange(channel, channel.consent(after)))
        .toList();
  }
}
