/** One process: what it is told, how its parts are put together, and the command line. */
package shop.crm.standalone;
