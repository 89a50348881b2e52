/**
 * Who a customer is: profile, consents and loyalty entries as PostgreSQL records them, and the
 * records and events that tell others of every change.
 */
package shop.crm.schemas.profile;
