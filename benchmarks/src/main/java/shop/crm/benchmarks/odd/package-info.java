/** Values that no well-meaning client sends, drawn by a seed: the same seed draws the same ones. */
package shop.crm.benchmarks.odd;
