/**
 * What an instance keeps of what decides on callers: all API keys and all limits of tenants in
 * memory, read from their topics, so that a request asks nobody else; and on which day each key was
 * used, on its way to PostgreSQL.
 */
package shop.crm.connectors.access;
