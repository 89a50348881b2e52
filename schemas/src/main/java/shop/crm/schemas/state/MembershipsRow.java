package shop.crm.schemas.state;

import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.RfmMove;

/** The stored form of {@link Memberships}, a part of the customer's row. */
final class MembershipsRow {

  private MembershipsRow() {}

  static void write(RowWriter out, Memberships memberships) {
    out.optional(
        memberships.rfmMove(),
        move -> {
          out.instant(move.at());
          out.optional(move.from(), from -> out.fixed8(from.ordinal()));
        });
    out.unsigned(memberships.known().length);
    int[] before = {0};
    memberships.forEach(
        (number, sequence, since) -> {
          out.unsigned(number - before[0]).unsigned(sequence);
          out.flag(since.isPresent());
          since.ifPresent(out::micros);
          before[0] = number;
        });
  }

  static Memberships read(RowReader in) {
    Optional<RfmMove> move =
        in.optional(() -> new RfmMove(in.instant(), in.optional(() -> in.oneOf(RfmSegment.ALL))));
    int count = in.count();
    if (count == 0 && move.isEmpty()) {
      return Memberships.NONE;
    }
    Memberships.Builder memberships = new Memberships.Builder(move, count);
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = Math.toIntExact(Math.addExact(number, in.unsigned()));
      long sequence = in.unsigned();
      boolean isIn = in.flag();
      memberships.add(number, sequence, isIn ? OptionalLong.of(in.micros()) : OptionalLong.empty());
    }
    return memberships.build();
  }
}
