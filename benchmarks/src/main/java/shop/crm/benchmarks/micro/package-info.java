/** The pure functions on the path of every event, on their own: to guide optimisation. */
package shop.crm.benchmarks.micro;
