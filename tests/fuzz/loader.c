// A fuzzer of `load`: files of a corpus are damaged and spliced, then loaded as structs, maps and `any`. Whatever
// they are, a load ends with rows or with −2; what was loaded as `any` and can be saved loads again, and in the end is
// saved as the same bytes. The sanitizers watch. Each input is kept in the current folder until the next one: a crash leaves its cause.
//
//   loader FORMAT SEED ROUNDS CORPUS-FOLDER

#include "data-row.h"
#include "raises.h"

#include <dirent.h>

#include "platform/system.h"
#include "system/replace-file.h"

enum { MOST_FILES = 64, LARGEST = 1 << 16 };

typedef struct text {
  char *bytes;
  size_t size;
} text;

static text corpus[MOST_FILES];
static size_t corpus_count;

// ---------------------------------------------------------------- inputs

static void read_corpus(const char *folder) {
  DIR *opened = opendir(folder);
  CHECK(opened != NULL);
  for (const struct dirent *entry = opened == NULL ? NULL : readdir(opened); entry != NULL && corpus_count < MOST_FILES; entry = readdir(opened)) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (file != NULL) {
      text *to = &corpus[corpus_count++];
      to->bytes = malloc(LARGEST);
      to->size = fread(to->bytes, 1, LARGEST, file);
      fclose(file);
    }
  }
  closedir(opened);
  CHECK(corpus_count > 0);
}

// The order of a folder is chance; that of the corpus must not be.
static int by_content(const void *left, const void *right) {
  const text *a = left;
  const text *b = right;
  size_t size = a->size < b->size ? a->size : b->size;
  int order = memcmp(a->bytes, b->bytes, size);
  return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void insert(text *to, size_t at, const char *bytes, size_t size) {
  if (to->size + size <= LARGEST) {
    memmove(to->bytes + at + size, to->bytes + at, to->size - at);
    memcpy(to->bytes + at, bytes, size);
    to->size += size;
  }
}

static void damage(text *to) {
  static const char *const pieces[] = {"\"", "\\", ",", "{", "}", "[", "]", "\n", "\r\n", ":", ": ", "- ", "  ", "\t", "0", "-", ".", "e9", "null", "true", "&a ", "*a", "<<: ", "|\n", ">-\n", "? ", "#", "---\n", "...\n", "%", "!", "'", "\xff", "\xc3", "\xef\xbb\xbf", "\\u", "\\ud800", "9999999999999999999", "1e999", "\xf0\x9f\x98\x80", "{\"id\": ", "@"};
  size_t at = to->size == 0 ? 0 : random_bits() % to->size;
  const text *other = &corpus[random_bits() % corpus_count];
  size_t from = other->size == 0 ? 0 : random_bits() % other->size;
  size_t length = random_bits() % 40 + 1;
  switch (random_bits() % 8) {
    case 0:
      to->size = at;
      break;
    case 1:
      if (to->size > 0) {
        to->bytes[at] = (char)random_bits();
      }
      break;
    case 2:
      length = at + length < to->size ? length : to->size - at;
      memmove(to->bytes + at, to->bytes + at + length, to->size - at - length);
      to->size -= length;
      break;
    case 3:
      insert(to, at, other->bytes + from, from + length < other->size ? length : other->size - from);
      break;
    case 4: {
      char repeated[256];
      memset(repeated, "[{- \"(a\n"[random_bits() % 8], sizeof repeated);
      insert(to, at, repeated, length * 6);
      break;
    }
    default: {
      const char *piece = pieces[random_bits() % (sizeof pieces / sizeof *pieces)];
      insert(to, at, piece, strlen(piece));
    }
  }
}

// ---------------------------------------------------------------- loads

// The list, or NULL when it isn't one; anything but −2 is a failure.
static mochi_list *load(const char *path, const mochi_type *type) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_list *rows = mochi_load_with_yaml(mochi_string_static(path), mochi_any_nil(), mochi_string_empty(), type, NULL);
    mochi_try_pop(&frame);
    return rows;
  }
  CHECK_INT(mochi_try_code(&frame), MOCHI_ERROR_DECODE);
  return NULL;
}

static bool save(mochi_list *rows, const char *path) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) != 0) {
    return false;  // rows that are no records, infinities in JSON
  }
  mochi_save(&rows, &mochi_type_list_any, mochi_string_static(path), mochi_any_nil(), NULL);
  mochi_try_pop(&frame);
  return true;
}

// Saving makes ints of integral floats, so that it takes a turn until nothing changes any more.
static void check_again(mochi_list *rows, const char *path) {
  mochi_string before = mochi_string_empty();
  for (uint32_t turn = 0; turn < 3; turn++) {
    if (rows == NULL || !save(rows, path)) {
      CHECK(turn == 0);
      return;
    }
    mochi_string after = mochi_read_file(mochi_string_static(path), NULL);
    CHECK(turn < 2 || mochi_string_equal(before, after));
    before = after;
    rows = load(path, &mochi_type_any);
    CHECK(rows != NULL);
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 5);
  const char *format = argv[1];
  random_state ^= (uint64_t)strtoull(argv[2], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15);
  read_corpus(argv[4]);
  qsort(corpus, corpus_count, sizeof *corpus, by_content);
  char path[64];
  char saved[64];
  snprintf(path, sizeof path, "input.%s", format);
  snprintf(saved, sizeof saved, "saved.%s", format);
  text input = {.bytes = malloc(LARGEST)};
  for (unsigned long round = strtoul(argv[3], NULL, 10); round > 0 && check_failures == 0; round--) {
    const text *from = &corpus[random_bits() % corpus_count];
    memcpy(input.bytes, from->bytes, from->size);
    input.size = from->size;
    for (uint64_t count = random_bits() % 6; count > 0; count--) {
      damage(&input);
    }
    FILE *file = fopen(path, "wb");
    fwrite(input.bytes, 1, input.size, file);
    fclose(file);
    load(path, &row_type);
    load(path, &mochi_type_map_string_any);
    mochi_list *rows = load(path, &mochi_type_any);
    if (strcmp(format, "csv") != 0) {
      // CSV forgets what was a number in quotes.
      check_again(rows, saved);
    }
  }
  return check_result();
}
