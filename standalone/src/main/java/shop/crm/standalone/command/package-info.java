/** The commands of {@code crm}, a class each: what they take, what they print, and how they end. */
package shop.crm.standalone.command;
