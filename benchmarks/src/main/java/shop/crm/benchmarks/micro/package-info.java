/**
 * The pure functions on the path of every event, and what a request pays for its token, measured on
 * their own by JMH: to guide optimisation, not to promise anything.
 */
package shop.crm.benchmarks.micro;
