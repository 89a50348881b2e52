/**
 * Who a customer is: the profile and the catalogue of its fields, the rules and limits of what may
 * stand in it, consents, and the versions and changes of it that others are told of.
 */
package shop.crm.schemas.model.profile;
