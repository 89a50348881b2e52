/**
 * A whole service in this process: its parts, started in their order and stopped the other way
 * round, with the brokers and the database that they use.
 */
package shop.crm.standalone.service;
