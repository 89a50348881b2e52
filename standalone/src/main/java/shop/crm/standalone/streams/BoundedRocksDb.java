package shop.crm.standalone.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;
import shop.crm.schemas.StoreNames;

/** One bound for the memory of all RocksDB stores of the process, write buffers included. */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  /** Name of the property that holds the bound, in bytes; the first store to open sets it. */
  static final String MEMORY_BYTES = "crm.rocksdb.memory.bytes";

  private static final long BLOCK_BYTES = 8 << 10;
  private static final long WRITE_BUFFER_BYTES = 8 << 20;

  /**
   * Shared by all stores and never closed: a store may close while others, of this or another Kafka
   * Streams in the process, live on.
   */
  private record Shared(Cache cache, WriteBufferManager buffers, BloomFilter filter) {}

  private static Shared shared;

  private static synchronized Shared shared(long memoryBytes) {
    if (shared == null) {
      RocksDB.loadLibrary();
      // Not strict: a read that does not fit for an instant is better than one that fails.
      Cache cache = new LRUCache(memoryBytes, -1, false, 0.1);
      shared =
          new Shared(
              cache, new WriteBufferManager(memoryBytes / 2, cache, false), new BloomFilter(10));
    }
    return shared;
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    Shared memory = shared(Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES))));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setBlockSize(BLOCK_BYTES);
    table.setFilterPolicy(memory.filter());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.buffers());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(3);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    if (store.equals(StoreNames.INDEX)) {
      // Rows there live shortly: levels drop their tombstones soon, and ranges stay quick.
      options.setCompactionStyle(CompactionStyle.LEVEL);
    }
  }

  @Override
  public void close(String store, Options options) {
    // What is shared outlives the store, and what is not belongs to Kafka Streams.
  }
}
