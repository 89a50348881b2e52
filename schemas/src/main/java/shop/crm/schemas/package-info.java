/**
 * The catalogue of names that stand outside this code: topics, headers, stores and the keys in
 * them, published documents. Nothing but names: what things are is in {@code model}, how they are
 * written in the packages beside it.
 */
package shop.crm.schemas;
