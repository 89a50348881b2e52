/**
 * Why a command ends without having done its work: each kind has its exit code, and a message that
 * tells a person what to do.
 */
package shop.crm.standalone.failure;
