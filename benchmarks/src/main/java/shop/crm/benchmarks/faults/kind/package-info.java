/** What is brought about: each kind of fault by itself, over processes alone. */
package shop.crm.benchmarks.faults.kind;
