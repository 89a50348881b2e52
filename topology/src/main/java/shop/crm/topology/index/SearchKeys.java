package shop.crm.topology.index;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.SearchText;

/**
 * The texts by whose start a customer is found, folded; empty where there is none.
 *
 * @param name first and last name
 */
public record SearchKeys(String name, String lastName, String email, String phone) {

  /** The search keys of a profile. */
  public static SearchKeys of(Profile profile) {
    String name =
        Stream.of(profile.firstName(), profile.lastName())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return new SearchKeys(
        folded(name),
        folded(profile.lastName().orElse("")),
        folded(profile.email().orElse("")),
        folded(profile.phone().orElse("")));
  }

  /** As PostgreSQL's search keys are folded. */
  public static String folded(String text) {
    return SearchText.folded(text);
  }

  private List<String> all() {
    return List.of(name, lastName, email, phone);
  }

  /** Whether one of them starts with a text that is folded and not empty. */
  public boolean startWith(String prefix) {
    return all().stream().anyMatch(key -> key.startsWith(prefix));
  }
}
