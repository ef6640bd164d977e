// The readers of CSV and JSON, and the writers against them: random rows come back as they were, in
// every format, with texts full of what CSV and JSON treat specially; broken files raise and never
// read outside their buffers (the sanitizers watch).

#include "data-row.h"
#include "raises.h"

#include "data/slot.h"
#include "platform/scan.h"
#include "platform/system.h"
#include "system/replace-file.h"
#include "text/float.h"
#include "text/number.h"

static const mochi_type rows_type = {.kind = MOCHI_KIND_LIST, .size = sizeof(mochi_list *), .name = "[Row]", .element = &row_type};

static mochi_any option_of(const char *key, mochi_any value) {
  mochi_map *map = mochi_map_new(&mochi_type_map_string_any, 2);
  *(mochi_any *)mochi_map_slot_string(map, mochi_string_static(key)) = value;
  return (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = map}};
}

static mochi_list *load(const char *path, const mochi_type *type) {
  return mochi_load(mochi_string_static(path), mochi_any_nil(), mochi_string_empty(), type, NULL);
}

static void write_bytes(const char *path, const char *bytes, size_t size) {
  mochi_replacing file;
  mochi_replace_begin(&file, mochi_string_static(path), NULL);
  mochi_replace_write(&file, bytes, size);
  mochi_replace_end(&file);
}

static void write_text(const char *path, const char *text) {
  write_bytes(path, text, strlen(text));
}

// ---------------------------------------------------------------- round trips

static mochi_string random_text(void) {
  static const char *const pieces[] = {"a", "word", "\"", ",", "\n", "\\", " ", "\t", "ä", "€", "😀", "{", "]", ":", "null", "0", "<&>", "\x01", "\xe2\x80\xa8", "a long piece of text", ";"};
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  for (uint64_t count = random_bits() % 12; count > 0; count--) {
    mochi_write_literal(&text.writer, pieces[random_bits() % (sizeof pieces / sizeof pieces[0])]);
  }
  return mochi_text_writer_end(&text);
}

static double random_double(void) {
  for (;;) {
    uint64_t bits = random_bits();
    double value;
    memcpy(&value, &bits, sizeof value);
    if (random_bits() % 2 == 0) {
      value = (double)(int64_t)(bits >> 40) / 100;
    }
    if (value - value == 0) {
      return value;
    }
  }
}

static row *random_row(void) {
  row *made = mochi_gc_alloc(sizeof *made);
  uint64_t magnitude = random_bits() % 64;
  made->name = random_text();
  // In CSV an empty cell is none.
  made->note = random_bits() % 3 == 0 ? mochi_string_none() : random_text();
  if (!mochi_string_is_none(made->note) && mochi_string_size(made->note) == 0) {
    made->note = mochi_string_none();
  }
  made->maybe = (mochi_option_int){.some = random_bits() % 2 == 0};
  made->maybe.value = made->maybe.some ? (int64_t)random_bits() : 0;
  made->numbers = mochi_list_new(&mochi_type_int, 0);
  for (uint64_t count = random_bits() % 4; count > 0; count--) {
    *(int64_t *)mochi_list_push(made->numbers, &mochi_type_int, sizeof(int64_t)) = (int64_t)(random_bits() >> magnitude);
  }
  made->score = random_double();
  made->id = (int64_t)random_bits() >> magnitude;
  made->good = random_bits() % 2 == 0;
  return made;
}

static void check_round_trip(const mochi_list *rows, const char *path, mochi_any options) {
  mochi_save(&rows, &rows_type, mochi_string_static(path), options, NULL);
  mochi_list *again = load(path, &row_type);
  CHECK(mochi_equal(&rows, &again, &rows_type));
}

static void round_trips(void) {
  for (uint32_t round = 0; round < 60; round++) {
    mochi_list *rows = mochi_list_new(&row_type, 0);
    // Now and then more than a buffer.
    uint64_t count = round % 20 == 19 ? 6000 : random_bits() % 40;
    for (uint64_t at = 0; at < count; at++) {
      *(row **)mochi_list_push(rows, &row_type, sizeof(row *)) = random_row();
    }
    mochi_any header = option_of("header", mochi_any_from_bool(true));
    check_round_trip(rows, "data-round.csv", header);
    check_round_trip(rows, "data-round.tsv", header);
    check_round_trip(rows, "data-round.json", mochi_any_nil());
    check_round_trip(rows, "data-round.jsonl", mochi_any_nil());
  }
}

// A record of every length around the size of the buffer comes back whole.
static void across_the_buffer(void) {
  enum { BUFFER = 256 << 10 };
  mochi_text_writer text;
  for (int64_t length = BUFFER - 24; length < BUFFER + 24; length += 3) {
    mochi_text_writer_begin(&text);
    mochi_write_literal(&text.writer, "{\"a\":\"");
    mochi_write_repeated(&text.writer, 'x', (size_t)length - 20);
    mochi_write_literal(&text.writer, "ä€😀\\u00e4\",\"b\":-1234567890123}\n{\"b\":12.5e1, \"a\":\"\"}\n");
    mochi_string all = mochi_text_writer_end(&text);
    write_bytes("data-buffer.jsonl", mochi_string_data(&all), mochi_string_size(all));
    mochi_list *rows = load("data-buffer.jsonl", &mochi_type_any);
    CHECK_INT(rows->length, 2);
    const mochi_any *items = rows->data;
    CHECK_INT(mochi_any_length(mochi_any_field(items[0], mochi_string_static("a"), NULL), NULL), length - 20 + 4);
    CHECK_INT(mochi_any_field(items[0], mochi_string_static("b"), NULL).as.integer, -1234567890123);
    mochi_text_writer_begin(&text);
    mochi_write_literal(&text.writer, "a,b\n\"");
    mochi_write_repeated(&text.writer, 'y', (size_t)length - 12);
    mochi_write_literal(&text.writer, "\"\"\r\n\",42\r\nshort,-7\r\n");
    all = mochi_text_writer_end(&text);
    write_bytes("data-buffer.csv", mochi_string_data(&all), mochi_string_size(all));
    rows = load("data-buffer.csv", &mochi_type_any);
    CHECK_INT(rows->length, 2);
    items = rows->data;
    CHECK_INT(mochi_any_length(mochi_any_field(items[0], mochi_string_static("a"), NULL), NULL), length - 12 + 2);
    CHECK_INT(mochi_any_field(items[1], mochi_string_static("b"), NULL).as.integer, -7);
  }
}

// ---------------------------------------------------------------- broken files

// Loads whatever it is, and doesn't care how it ends.
static void load_somehow(const char *path, const mochi_type *type) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    load(path, type);
    mochi_try_pop(&frame);
  } else {
    int64_t code = mochi_try_code(&frame);
    CHECK(code == MOCHI_ERROR_DECODE);
  }
}

// Good files with bytes changed, dropped and doubled.
static void damaged_files(void) {
  static const char *const paths[] = {"data-damaged.csv", "data-damaged.json", "data-damaged.jsonl"};
  for (uint32_t round = 0; round < 400; round++) {
    const char *path = paths[round % 3];
    mochi_list *rows = mochi_list_new(&row_type, 0);
    for (uint64_t count = random_bits() % 4 + 1; count > 0; count--) {
      *(row **)mochi_list_push(rows, &row_type, sizeof(row *)) = random_row();
    }
    mochi_save(&rows, &rows_type, mochi_string_static(path), option_of("header", mochi_any_from_bool(true)), NULL);
    mochi_string text = mochi_read_file(mochi_string_static(path), NULL);
    size_t size = mochi_string_size(text);
    char *bytes = malloc(size + 1);
    memcpy(bytes, mochi_string_data(&text), size);
    for (uint64_t damage = random_bits() % 3 + 1; damage > 0 && size > 1; damage--) {
      static const char bad[] = "\"\\,{}[]\n\r:0-.eE\x00\xff\xc3 tn";
      size_t at = random_bits() % size;
      if (random_bits() % 3 == 0) {
        memmove(bytes + at, bytes + at + 1, size - at - 1);
        size--;
      } else if (random_bits() % 5 == 0) {
        size = at;
      } else {
        bytes[at] = bad[random_bits() % (sizeof bad - 1)];
      }
    }
    write_bytes(path, bytes, size);
    free(bytes);
    load_somehow(path, &row_type);
    load_somehow(path, &mochi_type_any);
    load_somehow(path, &mochi_type_map_string_any);
  }
}

static void invalid_utf8(void) {
  write_bytes("data-utf8.csv", "a\nok\nb\xe4" "d\n", 8);
  CHECK_RAISES(load("data-utf8.csv", &mochi_type_any), -2, "data-utf8.csv is not UTF-8: invalid byte at offset 6");
  write_bytes("data-utf8.csv", "\xef\xbb\xbf" "a\nb\xe2\x82", 8);
  CHECK_RAISES(load("data-utf8.csv", &mochi_type_any), -2, "data-utf8.csv is not UTF-8: invalid byte at offset 6");
  // Behind the first buffer, in a character that the buffer's end parts.
  size_t size = 600 << 10;
  char *bytes = malloc(size);
  memset(bytes, 'x', size);
  bytes[1] = '\n';
  memcpy(bytes + (256 << 10) - 1, "\xe2\x82\xac", 3);
  bytes[(512 << 10) - 1] = (char)0xe2;
  write_bytes("data-utf8.csv", bytes, size);
  free(bytes);
  CHECK_RAISES(load("data-utf8.csv", &mochi_type_any), -2, "data-utf8.csv is not UTF-8: invalid byte at offset 524287");
}

static void places(void) {
  write_text("data-place.csv", "good,id,name,score,numbers\ntrue,1,\"two\nlines\",1,[]\nfalse,1,ä,x,[]\n");
  CHECK_RAISES(load("data-place.csv", &row_type), -2, "data-place.csv:4:11: field score: expected float, got \"x\"");
  // Far behind the first buffer, on one line.
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_literal(&text.writer, "[1");
  for (uint32_t at = 0; at < 200000; at++) {
    mochi_write_literal(&text.writer, ", 1");
  }
  mochi_write_literal(&text.writer, ", \"ä\"]");
  mochi_string all = mochi_text_writer_end(&text);
  write_bytes("data-place.json", mochi_string_data(&all), mochi_string_size(all));
  CHECK_RAISES(load("data-place.json", &mochi_type_int), -2, "data-place.json:1:600005: expected int, got the string \"ä\"");
}

// ---------------------------------------------------------------- numbers and marks, against what is slow and sure

static void check_numbers(const char *text) {
  char bytes[64] = {0};
  size_t size = strlen(text);
  memcpy(bytes, text, size);
  bytes[size] = ',';
  int64_t quick;
  int64_t sure;
  if (mochi_read_sized_int(bytes, size, &quick)) {
    CHECK(mochi_read_int(bytes, size, 10, &sure) && quick == sure);
  }
  double quick_float;
  double sure_float;
  if (mochi_read_sized_float(bytes, size, &quick_float)) {
    CHECK(mochi_read_float(bytes, size, &sure_float) == size && memcmp(&quick_float, &sure_float, sizeof sure_float) == 0);
  }
}

static void sized_numbers(void) {
  static const char *const odd[] = {"-", "1.", ".5", "-.5", "1..2", "1.2.3", "1e5", "0.5", "00.5", "-0", "-0.0", "12345678.9", "1234567.8", "12345678", "123456789", "1 2", "+1", "1x", "\xb1""1"};
  for (size_t at = 0; at < sizeof odd / sizeof odd[0]; at++) {
    check_numbers(odd[at]);
  }
  uint32_t taken = 0;
  for (int round = 0; round < 20000; round++) {
    static const char signs[] = "0123456789012345678901234567890123456789.-ex/:";
    char text[24];
    size_t size = 1 + random_bits() % 18;
    for (size_t at = 0; at < size; at++) {
      text[at] = signs[random_bits() % (sizeof signs - 1)];
    }
    text[size] = 0;
    check_numbers(text);
    double value;
    taken += mochi_read_sized_float(text, size, &value);
  }
  CHECK(taken > 1000);
}

static void marks(void) {
  char bytes[MOCHI_SCAN_BLOCK];
  for (int round = 0; round < 5000; round++) {
    uint32_t lines = 0;
    for (size_t at = 0; at < sizeof bytes; at++) {
      bytes[at] = (char)(random_bits() % 3 == 0 ? random_bits() : (uint64_t)",\n\"a\r"[random_bits() % 5]);
      lines += bytes[at] == '\n';
    }
    uint64_t stops;
    uint64_t found = mochi_scan_cells(bytes, ',', &stops);
    for (size_t at = 0; at < sizeof bytes; at++) {
      bool is_special = bytes[at] == ',' || bytes[at] == '"' || (uint8_t)bytes[at] < 0x20;
      CHECK((found >> at & 1) == is_special && (stops >> at & 1) == (is_special && bytes[at] != ','));
    }
    CHECK(mochi_scan_count(bytes, sizeof bytes / MOCHI_SCAN_BYTES, '\n') == lines);
  }
}

int main(void) {
  sized_numbers();
  marks();
  round_trips();
  across_the_buffer();
  damaged_files();
  invalid_utf8();
  places();
  return check_result();
}
