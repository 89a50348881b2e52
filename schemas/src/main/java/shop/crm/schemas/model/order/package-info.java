/**
 * An order as the facts about it that are kept, in whatever sequence they came, and what follows
 * from them: its status, its amount, when it was placed.
 */
package shop.crm.schemas.model.order;
