/** The commands of {@code crm}, a class each. */
package shop.crm.standalone.command;
