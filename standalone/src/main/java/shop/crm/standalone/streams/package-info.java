/**
 * Kafka Streams in this process: its topics, its configuration, the memory of its stores, and what
 * becomes of it when a thread fails.
 */
package shop.crm.standalone.streams;
