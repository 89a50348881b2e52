package shop.crm.queries.feed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Server-sent events as a client takes them in, line by line. */
public final class Blocks {

  private final List<Block> blocks = new ArrayList<>();
  private Map<String, String> fields = new LinkedHashMap<>();

  /** One block: its fields; a comment's name is empty. */
  public record Block(Map<String, String> fields) {

    /** The data, if it is an event. */
    public Optional<String> data() {
      return Optional.ofNullable(fields.get("data"));
    }

    /** The place to go on from. */
    public String id() {
      return fields.get("id");
    }
  }

  /** Takes a line; the block that it ends, if it ends one. */
  public Optional<Block> line(String line) {
    if (!line.isEmpty()) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon), line.substring(colon + 1).stripLeading());
      return Optional.empty();
    }
    Block block = new Block(fields);
    fields = new LinkedHashMap<>();
    blocks.add(block);
    return Optional.of(block);
  }

  /** All blocks so far. */
  public List<Block> all() {
    return List.copyOf(blocks);
  }
}
