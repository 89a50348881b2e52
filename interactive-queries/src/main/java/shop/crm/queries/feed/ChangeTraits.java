package shop.crm.queries.feed;

import java.util.List;

/**
 * What readers choose changes by that is not on their envelope.
 *
 * @param segments ids of the segments that the customer left or came to
 * @param backfill whether a fact of long ago brought it about
 */
record ChangeTraits(List<String> segments, boolean backfill) {

  ChangeTraits {
    segments = List.copyOf(segments);
  }
}
