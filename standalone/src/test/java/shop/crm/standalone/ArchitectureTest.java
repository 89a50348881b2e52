package shop.crm.standalone;

import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("standalone", "schemas", "topology", "connectors", "queries");
  }
}
