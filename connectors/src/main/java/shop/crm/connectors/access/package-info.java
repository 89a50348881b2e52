/**
 * What an instance keeps of API keys: all of them in memory, read from their topic, so that a
 * request asks nobody else; and on which day each was used, on its way to PostgreSQL.
 */
package shop.crm.connectors.access;
