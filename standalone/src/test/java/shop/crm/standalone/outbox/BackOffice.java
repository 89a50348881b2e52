package shop.crm.standalone.outbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;

/** People at work on a few customers: create, change and erase them, and do it again on errors. */
final class BackOffice {

  private static final int CUSTOMERS = 7;

  /** Not a multiple of the customers, so that everyone is erased at some time. */
  private static final int ERASE_EACH = 10;

  private final OwnDatabase at;
  private final AtomicInteger steps = new AtomicInteger();

  BackOffice(OwnDatabase at) {
    this.at = at;
  }

  /** How many changes were made so far. */
  int done() {
    return steps.get();
  }

  void changes(int count) {
    for (int i = 0; i < count; i++) {
      int step = steps.incrementAndGet();
      while (!isDone(step)) {
        Thread.onSpinWait();
      }
    }
  }

  /** What fails may have been done all the same: then there is one version more. */
  private boolean isDone(int step) {
    try {
      at.profiles().write(writer -> change(writer, step));
      return true;
    } catch (DatabaseAway | AlreadyThere _) {
      return false;
    }
  }

  private Optional<StoredProfile> change(ProfileWriter writer, int step) {
    CustomerKey key = new CustomerKey(at.tenant(), "c" + step % CUSTOMERS);
    Optional<StoredProfile> there = writer.lock(key, Optional.empty());
    if (there.isPresent() && step % ERASE_EACH == 0) {
      writer.erase(there.get());
      return Optional.empty();
    }
    return Optional.of(
        there.isPresent()
            ? writer.revise(there.get(), profile(step), Origin.API)
            : writer.create(key, profile(step), Origin.API));
  }

  private static Profile profile(int step) {
    return Profile.NOTHING.filledFrom(
        Profile.NOTHING
            .edit()
            .text(ProfileField.EMAIL, Optional.of("step" + step + "@example.org"))
            .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
            .text(ProfileField.LAST_NAME, Optional.of("№ " + step))
            .tags(List.of("vip", "step-" + step))
            .text(ProfileField.SOURCE, Optional.of("web"))
            .flag(ProfileField.EMAIL_OPT_IN, Optional.of(step % 2 == 0))
            .build());
  }
}
