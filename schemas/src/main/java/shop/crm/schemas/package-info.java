/**
 * The language that all rooms share: identifiers, money, the catalogue of topics and stores. What
 * crosses a border is in {@code event}, what is stored is in {@code state}. Depends on nothing of
 * ours.
 */
package shop.crm.schemas;
