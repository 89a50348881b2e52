package shop.crm.schemas.model.profile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long what stands in a profile may be, whichever way it comes in. Lengths of texts are in
 * characters (code points). Together they keep a profile below 56 KiB, and so the rows that hold it
 * below 64 KiB, also where each character takes four bytes.
 */
public final class ProfileLimits {

  public static final int EMAIL = 254;
  public static final int PHONE = 32;
  public static final int NAME = 200;
  public static final int GENDER = 64;
  public static final int SOURCE = 128;

  public static final int TAGS = 100;
  public static final int TAG = 64;

  /** All tags together, in bytes of UTF-8. */
  public static final int TAGS_BYTES = 16 << 10;

  public static final int ADDRESSES = 20;

  /** Each text of an address. */
  public static final int ADDRESS_TEXT = 200;

  /** All texts of all addresses together, in bytes of UTF-8. */
  public static final int ADDRESSES_BYTES = 32 << 10;

  private ProfileLimits() {}

  /** Whether tags are not too long together. */
  public static boolean tagsFit(List<String> tags) {
    return bytes(tags.stream()) <= TAGS_BYTES;
  }

  /** Whether addresses are not too long together. */
  public static boolean addressesFit(List<Address> addresses) {
    return bytes(addresses.stream().flatMap(ProfileLimits::texts)) <= ADDRESSES_BYTES;
  }

  private static Stream<String> texts(Address address) {
    return Stream.of(
            address.id(),
            address.place().line1(),
            address.place().line2(),
            address.place().city(),
            address.place().region(),
            address.place().postalCode(),
            address.place().country())
        .flatMap(Optional::stream);
  }

  private static long bytes(Stream<String> texts) {
    return texts.mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
  }
}
