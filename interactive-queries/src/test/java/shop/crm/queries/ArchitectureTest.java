package shop.crm.queries;

import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("queries", "schemas", "topology", "connectors");
  }
}
