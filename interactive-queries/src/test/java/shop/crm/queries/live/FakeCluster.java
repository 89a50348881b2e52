package shop.crm.queries.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.QuestionJson;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.live.LiveTasks;

/** Instances that ask each other by the JSON that goes from one to another. */
final class FakeCluster {

  private final int partitions;
  private final Map<HostInfo, Instance> instances = new LinkedHashMap<>();

  /** What instances were asked, one after the other: the name and the JSON. */
  final List<String> asked = new ArrayList<>();

  FakeCluster(int partitions) {
    this.partitions = partitions;
  }

  /** Another instance, complete up to a time, which owns those partitions. */
  Instance with(String name, Instant asOf, int... owned) {
    Instance instance = new Instance(new HostInfo(name, 8084), asOf);
    for (int partition : owned) {
      instance.own(partition);
    }
    instances.put(instance.address, instance);
    return instance;
  }

  /** One process with its partitions. */
  final class Instance {

    final HostInfo address;
    final FakeStreams streams = new FakeStreams();
    final LiveTasks tasks = new LiveTasks();
    final Map<String, TenantAggregates> aggregates = new HashMap<>();
    final Questions questions;

    /** Whether it does not answer the others. */
    boolean away;

    Instance(HostInfo address, Instant asOf) {
      this.address = address;
      this.questions =
          new Questions(
              tasks,
              new Questions.Peers() {
                @Override
                public <P> List<Part<P>> ask(HostInfo instance, PartitionQuestion<P, ?> question)
                    throws IOException {
                  byte[] json = QuestionJson.toJson(question);
                  synchronized (asked) {
                    asked.add(instance.host() + " " + new String(json, StandardCharsets.UTF_8));
                  }
                  return QuestionJson.parts(question, instances.get(instance).answer(json));
                }

                @Override
                public void close() {}
              },
              this::others,
              new FakePartitions(streams, partitions, asOf));
    }

    private Map<HostInfo, BitSet> others() {
      Map<HostInfo, BitSet> others = new LinkedHashMap<>();
      for (Instance other : instances.values()) {
        if (other != this) {
          BitSet owned = new BitSet();
          other.streams.active.forEach(owned::set);
          others.put(other.address, owned);
        }
      }
      return others;
    }

    private byte[] answer(byte[] json) throws IOException {
      if (away) {
        throw new IOException("away");
      }
      return answer(QuestionJson.question(json));
    }

    private <P> byte[] answer(PartitionQuestion<P, ?> question) throws IOException {
      if (questions.answer(question, () -> false) instanceof Here<List<Part<P>>>(var parts, _)) {
        return JsonBytes.object(out -> QuestionJson.write(out, question, parts));
      }
      throw new IOException("not now");
    }

    void own(int partition) {
      streams.active.add(partition);
      tasks.started(
          partition,
          FakeTask.counting(tenant -> aggregates.getOrDefault(tenant, TenantAggregates.EMPTY)));
    }

    void put(String key, CustomerState state) {
      streams.put(StoreNames.CUSTOMERS, key, CustomerRow.encode(state));
    }
  }
}
