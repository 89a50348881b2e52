package shop.crm.topology.index;

import java.util.Optional;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;

/**
 * What customers of a page have in common, as numbers.
 *
 * @param segments a bit for each RFM segment, and one more for none; all bits where any will do
 * @param tier {@link #ANY}, {@link #NOBODY}, or the number of the tier
 * @param tag {@link #ANY}, {@link #NOBODY}, or the number of the tag
 * @param member {@link #ANY}, or the number of a segment that users define
 * @param consents those that are asked for
 * @param prefix how a name, an email or a phone number starts
 * @param email how the email starts
 */
record Filter(
    int segments, int tier, int tag, int member, Consents consents, Text prefix, Text email) {

  /**
   * Consents, with a bit for each channel.
   *
   * @param asked which channels are asked for
   * @param given what their bits must be
   */
  record Consents(int asked, int given) {}

  /**
   * The start of a text that is searched for.
   *
   * @param mask which of its bits matter
   */
  record Text(long start, long mask) {

    /** Fits all. */
    private static final Text ANY = new Text(0, 0);

    /** The start of a text that may go on. */
    static Text prefix(Optional<String> text) {
      return text.map(SearchKeys::folded)
          .map(folded -> new Text(Start.of(folded), Start.mask(folded.length())))
          .orElse(ANY);
    }

    /** The start of a text that does not. */
    static Text whole(Optional<String> text) {
      return text.map(SearchKeys::folded)
          .map(folded -> new Text(Start.of(folded), Start.whole()))
          .orElse(ANY);
    }
  }

  static final int ANY = -1;

  /** A name that no customer has. */
  static final int NOBODY = -2;

  private static final int NO_SEGMENT = RfmSegment.ALL.size();

  /** The segments that a query's segment and stage leave. */
  static int segments(CustomerQuery query) {
    int bits = 0;
    for (int i = 0; i <= NO_SEGMENT; i++) {
      Optional<RfmSegment> segment =
          i < NO_SEGMENT ? Optional.of(RfmSegment.ALL.get(i)) : Optional.empty();
      boolean fits =
          (query.selection().segment().isEmpty() || query.selection().segment().equals(segment))
              && (query.selection().stage().isEmpty()
                  || query.selection().stage().get() == LifecycleStage.of(segment));
      bits |= fits ? 1 << i : 0;
    }
    return bits;
  }

  boolean takes(Columns columns, int slot) {
    int segment = columns.segment(slot);
    return (segments & (1 << (segment < 0 ? NO_SEGMENT : segment))) != 0
        && (tier == ANY || tier == columns.tier(slot))
        && (columns.consents(slot) & consents.asked()) == consents.given()
        && columns.startsWith(slot, prefix.start(), prefix.mask())
        && columns.emailStartsWith(slot, email.start(), email.mask())
        && (tag == ANY || columns.hasTag(slot, tag))
        && (member == ANY || columns.isMember(slot, member));
  }
}
