package shop.crm.connectors;

import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("connectors", "schemas");
  }
}
