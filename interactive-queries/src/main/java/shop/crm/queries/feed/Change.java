package shop.crm.queries.feed;

import java.util.List;

/**
 * One record of the topics, with what readers choose by.
 *
 * @param slot of which partition, as a {@link ChangeLog} counts them
 * @param offset where it stands in its partition
 * @param segments ids of the segments that the customer left or came to; none for a tier
 * @param json the CloudEvent as it is on the topic, on one line
 */
record Change(
    int slot,
    long offset,
    ChangeType type,
    String tenant,
    String customer,
    List<String> segments,
    byte[] json) {}
