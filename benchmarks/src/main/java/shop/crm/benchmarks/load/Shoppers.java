package shop.crm.benchmarks.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.standalone.shop.People;

/** The customers of {@link OrderTraffic} as people: each number is the same person each time. */
public final class Shoppers {

  private static final long SEED = 20_260_101L;

  private Shoppers() {}

  /** The profile of a customer by number, from 0. */
  public static Profile profile(int number) {
    return People.person(number, new SplittableRandom(SEED + number));
  }

  /** The id of a customer by number. */
  public static String id(int number) {
    return OrderTraffic.customer(number).customer();
  }

  /** A customer as the body of a request that creates one. */
  public static byte[] json(int number) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("id", id(number));
          ProfileJson.write(json, profile(number));
        });
  }

  /** A customer by number as the stream hears of one. */
  static ProfileRecord record(int number, Instant since) {
    Profile profile = profile(number);
    Revision revision =
        Revision.between(Profile.NOTHING, profile, true, Origin.API, Optional.empty(), since);
    return new ProfileRecord.Known(
        OrderTraffic.customer(number), 1, since, since, Optional.empty(), profile, revision);
  }

  /** The path of a customer by number. */
  public static String path(int number) {
    return "/api/v1/customers/" + id(number);
  }

  /** A phone number that no customer has from the start; those of ten million counts differ. */
  public static String otherPhone(int count) {
    return String.format(Locale.ROOT, "+38001%07d", count % 10_000_000);
  }

  /** The body of a request that changes a phone number. */
  public static byte[] phonePatch(int count) {
    return JsonBytes.object(json -> json.writeStringField("phone", otherPhone(count)));
  }

  /** Writes the first customers to a file, one a line. */
  public static void write(Path file, int customers) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int number = 0; number < customers; number++) {
        out.write(json(number));
        out.write('\n');
      }
    }
  }
}
