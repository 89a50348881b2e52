package shop.crm.queries.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetCellTest {

  private static final String DANGEROUS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  /** Texts that are mostly of what matters here. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars(DANGEROUS + "' \u00A0\"|,;1a").ofMaxLength(8);
  }

  @Property
  void no_cell_begins_a_formula_and_each_is_the_same_text_again(@ForAll("texts") String text) {
    String cell = SpreadsheetCell.of(text);

    String seen = cell.replaceFirst("^[\\s\\p{Z}]+", "");
    assertFalse(!seen.isEmpty() && DANGEROUS.indexOf(seen.charAt(0)) >= 0, cell);
    assertFalse(!cell.isEmpty() && DANGEROUS.indexOf(cell.charAt(0)) >= 0, cell);
    assertEquals(text, SpreadsheetCell.textOf(cell));
  }

  @Property
  void any_text_is_the_same_again_through_a_table(@ForAll("texts") String text) throws IOException {
    CsvMapper mapper =
        CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .build();
    String table = mapper.writeValueAsString(List.of("id", SpreadsheetCell.of(text)));

    try (MappingIterator<List<String>> rows =
        mapper.readerForListOf(String.class).readValues(table)) {
      assertEquals(text, SpreadsheetCell.textOf(rows.next().get(1)));
    }
  }

  @Property
  void a_phone_number_is_the_same_again(@ForAll("texts") String text) {
    assertEquals(text, SpreadsheetCell.textOf(SpreadsheetCell.ofPhone(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+380501112233", "+380 (50) 1", "0501112233", "+1 201.555.0100"})
  void a_phone_number_that_computes_nothing_stays_as_it_is_dialled(String phone) {
    assertEquals(phone, SpreadsheetCell.ofPhone(phone));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+380-50-1112233", "-1-2", "=1", "+1+1", "+", "+cmd"})
  void a_phone_number_that_computes_something_is_guarded(String phone) {
    assertEquals("'" + phone, SpreadsheetCell.ofPhone(phone));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'quoted", "O'Brien", "Ann-Marie", "a=b", "vip|=x", "1-2", ""})
  void an_apostrophe_that_somebody_else_wrote_stays(String cell) {
    assertEquals(cell, SpreadsheetCell.textOf(cell));
  }
}
