/**
 * What everything else is said in: ids, money, times, scores, segments of RFM, thresholds. Pure
 * values: nothing here or below knows Kafka, JSON, input and output or the clock.
 */
package shop.crm.schemas.model;
