/**
 * PostgreSQL as the system of record of profiles and of the loyalty ledger: every change commits
 * together with its outbox row, and a relay takes the outbox to Kafka.
 */
package shop.crm.connectors.postgres;
