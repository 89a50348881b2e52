/**
 * API keys: those who may, make them, list them, rotate and revoke them. A secret is told once, to
 * whoever asked for it, and is kept nowhere.
 */
package shop.crm.queries.key;
