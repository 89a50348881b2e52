/**
 * How the records of topics are written that are no CloudEvents: profiles, loyalty entries,
 * segments and their members, API keys, thresholds, the present state of a customer. All of them
 * are JSON.
 */
package shop.crm.schemas.topic;
