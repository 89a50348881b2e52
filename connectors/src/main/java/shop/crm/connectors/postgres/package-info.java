/**
 * PostgreSQL as the system of record of profiles, of the loyalty ledger, of segments and of API
 * keys: every change commits together with its outbox row, and a relay takes the outbox to Kafka.
 */
package shop.crm.connectors.postgres;
