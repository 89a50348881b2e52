package shop.crm.topology.processor;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import shop.crm.schemas.event.EventReader;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.facts.FactReader;
import shop.crm.topology.facts.HistoryFacts;
import shop.crm.topology.inforce.SettingsChanges;
import shop.crm.topology.inforce.SettingsChanges.Change;
import shop.crm.topology.inforce.SettingsChanges.Setting;
import shop.crm.topology.inforce.SettingsStores;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesVersion;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.stores.AsideRows;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.stores.ErasedRows;
import shop.crm.topology.stores.MigrationRows;
import shop.crm.topology.stores.WalkRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.WalkTime;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.walk.AsideExpiry;
import shop.crm.topology.walk.Auditor;
import shop.crm.topology.walk.DueCustomers;
import shop.crm.topology.walk.ErasedHistories;
import shop.crm.topology.walk.Eraser;
import shop.crm.topology.walk.RulesUpdates;
import shop.crm.topology.walk.SettingsUpdates;
import shop.crm.topology.walk.Sweeper;
import shop.crm.topology.writer.AuditSums;
import shop.crm.topology.writer.DecisionWriter;
import shop.crm.topology.writer.MigrationLedger;
import shop.crm.topology.writer.Outgoing;
import shop.crm.topology.writer.SnapshotPublisher;
import shop.crm.topology.writer.StatePublisher;

/**
 * The parts of one task, wired on the state that it has just got. Each part knows some that stand
 * before it, and none that stands after it.
 */
final class TaskParts {

  /** Followed from before the first setting is read, so that no change of it is missed. */
  final SettingsChanges.Follower changes;

  final Task task;
  final CustomerStores stores;
  final Outgoing out;
  final Tenants tenants;
  final DecisionWriter writer;
  final HistoryFacts facts;
  final Sweeper sweeper;
  final WalkTime walkTime = WalkTime.ofThisThread();
  final SnapshotPublisher spend;
  final StatePublisher states;
  final ErasedHistories histories;
  final Eraser eraser;
  final DueCustomers due;
  final AsideExpiry aside;
  final SettingsUpdates updates;
  final RulesUpdates rules;
  final FactReader reader;
  final Auditor auditor;

  private final SettingsStores global;
  private final MigrationLedger migrations;

  TaskParts(
      ProcessorContext<String, byte[]> context,
      TopologySettings settings,
      RulesInForce inForce,
      LiveTasks live) {
    task = new Task(context, live.failures());
    stores = new CustomerStores(context);
    WalkRows progress = new WalkRows(context);
    out = new Outgoing(context, task, live::rejected);
    global = new SettingsStores(context);
    RulesVersion version = RulesUpdates.newest(inForce, global, progress);
    Settings inForceNow = version.settings();
    reader =
        new FactReader(
            new EventReader(settings.currency(), settings.defaultTenant(), inForceNow.timeZone()));
    tenants = new Tenants(inForceNow, global, live.inForce());
    migrations = new MigrationLedger(task, new MigrationRows(context), tenants.calendar());
    states =
        new StatePublisher(
            task, stores, progress, tenants, out, settings.publishing().customerState());
    AuditSums sums = new AuditSums(tenants.calendar());
    writer = new DecisionWriter(task, stores, migrations, states, sums, out);
    AsideRows asideRows = new AsideRows(context, stores);
    facts = new HistoryFacts(task, stores, asideRows, tenants, writer);
    sweeper = new Sweeper(task, stores, progress, writer);
    rules = new RulesUpdates(inForce, version, progress, tenants, sweeper);
    spend = new SnapshotPublisher(task, tenants, global, out);
    histories =
        new ErasedHistories(task, new ErasedRows(context), tenants, writer, facts, sweeper, spend);
    eraser = new Eraser(stores, tenants, writer, histories, sweeper);
    due = new DueCustomers(task, stores, tenants, writer, sweeper);
    aside = new AsideExpiry(task, asideRows);
    changes = live.settings().follow();
    updates = new SettingsUpdates(task, live.inForce(), tenants, sweeper, spend, changes);
    auditor = new Auditor(task, stores, tenants, histories, migrations, due, sums);
  }

  /** Brings memory to what is stored, and goes on with what was under way when a task ended. */
  void resume() {
    global
        .recalculations()
        .forEach(waits -> changes.lookAt(new Change(Setting.RECALCULATION, waits)));
    tenants.addUp(task, stores);
    histories.resume();
    migrations.resume(tenants);
    states.resume();
    sweeper.resume(tenants);
    rules.resume();
    sweeper.forgetOthers(tenants).forEach(spend::goneBefore);
    task.begins();
  }

  /** What other threads see of the task from now on. */
  TaskView view() {
    return new TaskView(tenants, stores, histories, auditor, task.now());
  }

  /** Nobody waits for it any more. */
  void close() {
    changes.close();
    tenants.close();
    auditor.stop();
  }
}
