package shop.crm.schemas;

import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("schemas");
  }
}
