package shop.crm.benchmarks;

import shop.crm.architecture.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

  ArchitectureTest() {
    super("benchmarks", "schemas", "topology", "connectors", "queries", "standalone");
  }
}
