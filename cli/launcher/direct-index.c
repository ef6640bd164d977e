// Reading the direct-mode index; see the header, and docs/cache.md for the format.
// No allocation: the index and what is compared with it lie in static buffers, whose pages cost
// nothing until they are touched. What doesn't fit is the core's business, like all that is unusual.

#include "direct-index.h"

#include "blake3.h"
#include "path.h"
#include "platform/platform.h"
#include "reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 8, KEY_SIZE = 64, MAX_INDEX_SIZE = 1 << 20, MAX_FOLDER_NAMES = 1024 };

#define DAY_NANOSECONDS UINT64_C(86400000000000)

static const char magic[] = "mochidx1";

static bool takes_hash(struct mochi_reader *reader, struct mochi_blake3 *hash) {
  unsigned char own[MOCHI_BLAKE3_SIZE];
  const unsigned char *wanted = mochi_reader_take(reader, sizeof own);
  mochi_blake3_finish(hash, own);
  return wanted != NULL && memcmp(own, wanted, sizeof own) == 0;
}

// ---------------------------------------------------------------- trust

/** The cache's folder, as cli/cache/location.ts finds it. */
static bool find_cache(char path[MOCHI_PATH_SIZE]) {
  const char *named = mochi_platform_setting("MOCHI_CACHE_DIR");
  path[0] = '\0';
  return named[0] != '\0' ? mochi_path_append(path, named) : mochi_path_home(path) && mochi_path_append(path, "/cache");
}

/** The folder is a real one, ours, and closed to everybody else. */
static bool is_trusted_folder(const char *path) {
  struct mochi_facts facts;
  return mochi_platform_look(path, &facts) && facts.kind == MOCHI_FOLDER && facts.is_private;
}

/** The executable is the very file that the core sealed: nobody has written to it since. */
static bool is_sealed_program(const char *path, struct mochi_reader *reader) {
  uint64_t size = mochi_reader_number(reader, 8);
  uint64_t modified = mochi_reader_number(reader, 8);
  uint64_t changed = mochi_reader_number(reader, 8);
  uint64_t inode = mochi_reader_number(reader, 8);
  struct mochi_facts facts;
  return reader->ok && mochi_platform_look(path, &facts) && facts.kind == MOCHI_FILE && facts.is_own && facts.is_executable && facts.size == size &&
         facts.identity == inode && facts.modified == modified && facts.changed == changed;
}

// ---------------------------------------------------------------- dependencies

/** The file still has the same bytes. */
static bool is_same_file(const char *path, struct mochi_reader *reader) {
  static unsigned char bytes[1 << 16];
  uint64_t size = mochi_reader_number(reader, 8);
  struct mochi_facts facts;
  int descriptor = mochi_platform_open(path, true, &facts);
  if (descriptor < 0) {
    return false;
  }
  bool same = facts.size == size;
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  uint64_t seen = 0;
  while (same && seen < size) {
    long count = mochi_platform_read(descriptor, bytes, sizeof bytes);
    same = count > 0;
    if (same) {
      mochi_blake3_add(&hash, bytes, (size_t)count);
      seen += (uint64_t)count;
    }
  }
  mochi_platform_close(descriptor);
  return takes_hash(reader, &hash) && same;
}

static bool is_missing(const char *path) {
  struct mochi_facts facts;
  return mochi_platform_look_through(path, &facts) && facts.kind == MOCHI_NOTHING;
}

static int compare_names(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/** The names of a folder's sources. */
struct source_list {
  char *names[MAX_FOLDER_NAMES];
  size_t count;
  char texts[1 << 16];
  size_t used;
};

/** Collects a name that ends in `.mochi`; false when it doesn't fit. */
static bool add_source(void *cx, const char *name) {
  struct source_list *list = cx;
  size_t size = strlen(name);
  if (size < 6 || strcmp(name + size - 6, ".mochi") != 0) {
    return true;
  }
  if (list->count == MAX_FOLDER_NAMES || size + 1 > sizeof list->texts - list->used) {
    return false;
  }
  list->names[list->count] = memcpy(list->texts + list->used, name, size + 1);
  list->used += size + 1;
  list->count++;
  return true;
}

/** The folder still lists the same source files. */
static bool is_same_folder(const char *path, struct mochi_reader *reader) {
  static struct source_list list;
  list.count = 0;
  list.used = 0;
  if (!mochi_platform_list(path, add_source, &list)) {
    return false;
  }
  qsort(list.names, list.count, sizeof *list.names, compare_names);
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  for (size_t at = 0; at < list.count; at++) {
    mochi_blake3_add(&hash, list.names[at], strlen(list.names[at]) + 1);
  }
  return takes_hash(reader, &hash);
}

static bool is_no_folder(const char *path) {
  struct mochi_facts facts;
  return !mochi_platform_look_through(path, &facts) || facts.kind != MOCHI_FOLDER;
}

static bool is_unchanged(struct mochi_reader *reader) {
  int kind = (int)mochi_reader_number(reader, 1);
  const char *path = mochi_reader_text(reader);
  if (path == NULL) {
    return false;
  }
  switch (kind) {
    case 'f':
      return is_same_file(path, reader);
    case 'm':
      return is_missing(path);
    case 'd':
      return is_same_folder(path, reader);
    case 'n':
      return is_no_folder(path);
    default:
      return false;
  }
}

// ---------------------------------------------------------------- the index

/** Hashes one part of the question, with a zero behind it. */
static void add_part(struct mochi_blake3 *hash, const char *text) {
  mochi_blake3_add(hash, text, strlen(text) + 1);
}

/** The question's hash: everything but files that decides which executable answers. */
static bool hash_question(const struct mochi_script_call *call, unsigned char question[MOCHI_BLAKE3_SIZE]) {
  static char folder[MOCHI_PATH_SIZE];
  if (call->script[0] != '/' && !mochi_platform_working_folder(folder)) {
    return false;
  }
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  add_part(&hash, MOCHI_BUILD_ID);
  add_part(&hash, folder);
  add_part(&hash, call->script);
  add_part(&hash, mochi_platform_setting("MOCHI_CC"));
  add_part(&hash, mochi_platform_setting("CC"));
  add_part(&hash, mochi_platform_setting("MOCHI_TEST_SANITIZE"));
  for (int at = 0; at < call->flag_count; at++) {
    add_part(&hash, call->flags[at]);
  }
  mochi_blake3_finish(&hash, question);
  return true;
}

/** Appends `/index/<question>`. */
static bool append_index_name(char path[MOCHI_PATH_SIZE], const unsigned char question[MOCHI_BLAKE3_SIZE]) {
  char name[2 * MOCHI_BLAKE3_SIZE + 1];
  for (int at = 0; at < MOCHI_BLAKE3_SIZE; at++) {
    name[2 * at] = "0123456789abcdef"[question[at] >> 4];
    name[2 * at + 1] = "0123456789abcdef"[question[at] & 15];
  }
  name[2 * MOCHI_BLAKE3_SIZE] = '\0';
  return mochi_path_append(path, "/index/") && mochi_path_append(path, name);
}

/** Pruning goes by the day of last use (cli/cache/prune.ts): marks the index and its entry, once a day. */
static void mark_as_used(const char *index, const struct mochi_facts *facts, char *program) {
  if (mochi_platform_now() < facts->modified + DAY_NANOSECONDS) {
    return;
  }
  mochi_platform_touch(index);
  char *slash = strrchr(program, '/');
  *slash = '\0';
  mochi_platform_touch(program);
  *slash = '/';
}

/** Opens the index if it is a file of ours. */
static int open_index(const char *path, struct mochi_facts *facts) {
  int descriptor = mochi_platform_open(path, false, facts);
  if (descriptor >= 0 && !facts->is_own) {
    mochi_platform_close(descriptor);
    return -1;
  }
  return descriptor;
}

/** Reads the index into `bytes` and leaves the reader behind the question; false when it is torn, too large, or another question's. */
static bool read_index(int descriptor, unsigned char bytes[MAX_INDEX_SIZE], const unsigned char question[MOCHI_BLAKE3_SIZE], struct mochi_reader *reader) {
  size_t size = 0;
  long count;
  do {
    count = mochi_platform_read(descriptor, bytes + size, MAX_INDEX_SIZE - size);
    size += count > 0 ? (size_t)count : 0;
  } while (count > 0);
  *reader = (struct mochi_reader){bytes, size, count == 0};
  const unsigned char *start = mochi_reader_take(reader, MAGIC_SIZE);
  struct mochi_reader seal = *reader;
  mochi_reader_take(reader, MOCHI_BLAKE3_SIZE);
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  mochi_blake3_add(&hash, reader->next, reader->left);
  const unsigned char *asked = mochi_reader_take(reader, MOCHI_BLAKE3_SIZE);
  return reader->ok && memcmp(start, magic, MAGIC_SIZE) == 0 && takes_hash(&seal, &hash) && memcmp(asked, question, MOCHI_BLAKE3_SIZE) == 0;
}

/** Whether the index's answer still holds; `program` enters as the cache's folder and leaves as the executable's path. */
static bool read_answer(struct mochi_reader *reader, char program[MOCHI_PATH_SIZE], struct mochi_index_answer *answer) {
  char key[KEY_SIZE + 1] = "";
  const unsigned char *bytes = mochi_reader_take(reader, KEY_SIZE);
  if (bytes == NULL) {
    return false;
  }
  memcpy(key, bytes, KEY_SIZE);
  if (!mochi_path_append(program, "/objects/") || !mochi_path_append(program, key) || !mochi_path_append(program, "/" MOCHI_PROGRAM_FILE)) {
    return false;
  }
  struct mochi_reader seal = *reader;
  mochi_reader_take(reader, 4 * 8);
  answer->program = program;
  answer->said = mochi_reader_text(reader);
  bool same = answer->said != NULL;
  for (uint64_t left = mochi_reader_number(reader, 4); same && left > 0; left--) {
    same = is_unchanged(reader);
  }
  return same && reader->ok && reader->left == 0 && is_sealed_program(program, &seal);
}

bool mochi_index_ask(const struct mochi_script_call *call, struct mochi_index_answer *answer) {
  static char program[MOCHI_PATH_SIZE];
  static char path[MOCHI_PATH_SIZE];
  static unsigned char bytes[MAX_INDEX_SIZE];
  unsigned char question[MOCHI_BLAKE3_SIZE];
  if (!find_cache(program) || !is_trusted_folder(program) || !hash_question(call, question) || !mochi_path_append(path, program) || !append_index_name(path, question)) {
    return false;
  }
  struct mochi_facts facts;
  int descriptor = open_index(path, &facts);
  if (descriptor < 0) {
    return false;
  }
  struct mochi_reader reader;
  bool found = read_index(descriptor, bytes, question, &reader) && read_answer(&reader, program, answer);
  if (found) {
    mark_as_used(path, &facts, program);
  }
  mochi_platform_close(descriptor);
  return found;
}
