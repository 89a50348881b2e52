/**
 * The live feed of changes: a tail of Kafka's topics in a bounded ring, and readers that walk along
 * it, each at its own place. A place is a position in the topics, good on every instance.
 */
package shop.crm.queries.feed;
