/** A whole service in this process: its parts, started and stopped in their order. */
package shop.crm.standalone.service;
