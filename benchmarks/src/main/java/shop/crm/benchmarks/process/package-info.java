/** Programs that measurements start in processes of their own. */
package shop.crm.benchmarks.process;
