/**
 * What instances ask each other about their partitions. A {@link
 * shop.crm.queries.live.question.PartitionQuestion} knows its JSON, how one partition answers it,
 * and how the answers of all partitions become one. Who is asked, and when, is known by {@code
 * live}.
 */
package shop.crm.queries.live.question;
