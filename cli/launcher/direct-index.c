// Reading the direct-mode index; see the header, and docs/cache.md for the format.
// No allocation: the index and what is compared with it lie in static buffers, whose pages cost
// nothing until they are touched. What doesn't fit is the core's business, like all that is unusual.

#define _POSIX_C_SOURCE 200809L

#include "direct-index.h"

#include "blake3.h"
#include "platform/platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAGIC_SIZE = 8, KEY_SIZE = 64, MAX_INDEX_SIZE = 1 << 20, MAX_FOLDER_NAMES = 1024, DAY_SECONDS = 86400 };

static const char magic[MAGIC_SIZE] = "mochidx1";

/** What is left of the index to read. Every read is checked: `ok` turns false at the end of the bytes and stays so. */
struct reader {
  const unsigned char *next;
  size_t left;
  bool ok;
};

static const unsigned char *take(struct reader *reader, size_t size) {
  if (!reader->ok || size > reader->left) {
    reader->ok = false;
    return NULL;
  }
  const unsigned char *bytes = reader->next;
  reader->next += size;
  reader->left -= size;
  return bytes;
}

/** A little-endian number of 1 to 8 bytes. */
static uint64_t take_number(struct reader *reader, size_t size) {
  const unsigned char *bytes = take(reader, size);
  uint64_t number = 0;
  for (size_t at = size; bytes != NULL && at > 0; at--) {
    number = number << 8 | bytes[at - 1];
  }
  return number;
}

/** A text with its length before it and a zero behind it; NULL when there is none. */
static const char *take_text(struct reader *reader) {
  size_t size = (size_t)take_number(reader, 4);
  const unsigned char *bytes = take(reader, size);
  return bytes != NULL && size > 0 && bytes[size - 1] == '\0' ? (const char *)bytes : NULL;
}

static bool takes_hash(struct reader *reader, struct mochi_blake3 *hash) {
  unsigned char own[MOCHI_BLAKE3_SIZE];
  const unsigned char *wanted = take(reader, sizeof own);
  mochi_blake3_finish(hash, own);
  return wanted != NULL && memcmp(own, wanted, sizeof own) == 0;
}

// ---------------------------------------------------------------- paths

/** Appends the text to the path; false when it doesn't fit. */
static bool append(char path[PATH_MAX], const char *text) {
  size_t used = strlen(path);
  size_t size = strlen(text) + 1;
  if (size > PATH_MAX - used) {
    return false;
  }
  memcpy(path + used, text, size);
  return true;
}

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

/** The cache's folder, as cli/cache/location.ts finds it. */
static bool find_cache(char path[PATH_MAX]) {
  path[0] = '\0';
  if (setting("MOCHI_CACHE_DIR")[0] != '\0') {
    return append(path, setting("MOCHI_CACHE_DIR"));
  }
  if (setting("MOCHI_HOME")[0] != '\0') {
    return append(path, setting("MOCHI_HOME")) && append(path, "/cache");
  }
  return setting("HOME")[0] != '\0' && append(path, setting("HOME")) && append(path, "/.mochi/cache");
}

// ---------------------------------------------------------------- trust

/** Ours, and nobody else may write to it. */
static bool is_own(const struct stat *status) {
  return status->st_uid == geteuid() && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/** The folder is a real one, ours, and closed to everybody else. */
static bool is_trusted_folder(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && is_own(&status) && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/** The executable is the very file that the core sealed: nobody has written to it since. */
static bool is_sealed_program(const char *path, struct reader *reader) {
  uint64_t size = take_number(reader, 8);
  uint64_t modified = take_number(reader, 8);
  uint64_t changed = take_number(reader, 8);
  uint64_t inode = take_number(reader, 8);
  struct stat status;
  return reader->ok && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && is_own(&status) && (status.st_mode & S_IXUSR) != 0 &&
         (uint64_t)status.st_size == size && (uint64_t)status.st_ino == inode && mochi_platform_modified(&status) == modified &&
         mochi_platform_changed(&status) == changed;
}

// ---------------------------------------------------------------- dependencies

static ssize_t read_some(int descriptor, void *bytes, size_t size) {
  ssize_t count;
  do {
    count = read(descriptor, bytes, size);
  } while (count < 0 && errno == EINTR);
  return count;
}

/** The file still has the same bytes. A pipe that took its place is left alone, unread. */
static bool is_same_file(const char *path, struct reader *reader) {
  static unsigned char bytes[1 << 16];
  uint64_t size = take_number(reader, 8);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) {
    return false;
  }
  struct stat status;
  bool same = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && (uint64_t)status.st_size == size;
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  uint64_t seen = 0;
  while (same && seen < size) {
    ssize_t count = read_some(descriptor, bytes, sizeof bytes);
    same = count > 0;
    if (same) {
      mochi_blake3_add(&hash, bytes, (size_t)count);
      seen += (uint64_t)count;
    }
  }
  close(descriptor);
  return takes_hash(reader, &hash) && same;
}

static bool is_missing(const char *path) {
  struct stat status;
  return stat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static int compare_names(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/** Collects the names that end in `.mochi` into `names`; their number, or -1 when they don't fit. */
static int list_sources(DIR *folder, char *names[MAX_FOLDER_NAMES]) {
  static char texts[1 << 16];
  size_t used = 0;
  int count = 0;
  errno = 0;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    size_t size = strlen(entry->d_name);
    if (size < 6 || strcmp(entry->d_name + size - 6, ".mochi") != 0) {
      continue;
    }
    if (count == MAX_FOLDER_NAMES || size + 1 > sizeof texts - used) {
      return -1;
    }
    names[count] = memcpy(texts + used, entry->d_name, size + 1);
    used += size + 1;
    count++;
  }
  return errno == 0 ? count : -1;
}

/** The folder still lists the same source files. */
static bool is_same_folder(const char *path, struct reader *reader) {
  static char *names[MAX_FOLDER_NAMES];
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return false;
  }
  int count = list_sources(folder, names);
  closedir(folder);
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  if (count > 0) {
    qsort(names, (size_t)count, sizeof *names, compare_names);
  }
  for (int at = 0; at < count; at++) {
    mochi_blake3_add(&hash, names[at], strlen(names[at]) + 1);
  }
  return takes_hash(reader, &hash) && count >= 0;
}

static bool is_no_folder(const char *path) {
  struct stat status;
  return stat(path, &status) != 0 || !S_ISDIR(status.st_mode);
}

static bool is_unchanged(struct reader *reader) {
  int kind = (int)take_number(reader, 1);
  const char *path = take_text(reader);
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
  static char folder[PATH_MAX];
  if (call->script[0] != '/' && (getcwd(folder, sizeof folder) == NULL || folder[0] != '/')) {
    return false;
  }
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  add_part(&hash, MOCHI_BUILD_ID);
  add_part(&hash, folder);
  add_part(&hash, call->script);
  add_part(&hash, setting("MOCHI_CC"));
  add_part(&hash, setting("CC"));
  add_part(&hash, setting("MOCHI_TEST_SANITIZE"));
  for (int at = 0; at < call->flag_count; at++) {
    add_part(&hash, call->flags[at]);
  }
  mochi_blake3_finish(&hash, question);
  return true;
}

/** Appends `/index/<question>`. */
static bool append_index_name(char path[PATH_MAX], const unsigned char question[MOCHI_BLAKE3_SIZE]) {
  char name[2 * MOCHI_BLAKE3_SIZE + 1];
  for (int at = 0; at < MOCHI_BLAKE3_SIZE; at++) {
    name[2 * at] = "0123456789abcdef"[question[at] >> 4];
    name[2 * at + 1] = "0123456789abcdef"[question[at] & 15];
  }
  name[2 * MOCHI_BLAKE3_SIZE] = '\0';
  return append(path, "/index/") && append(path, name);
}

/** Pruning goes by the day of last use (cli/cache/prune.ts): marks the index and its entry, once a day. */
static void mark_as_used(int descriptor, const struct stat *status, char *program) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0 || now.tv_sec - (time_t)(mochi_platform_modified(status) / 1000000000) < DAY_SECONDS) {
    return;
  }
  futimens(descriptor, NULL);
  char *slash = strrchr(program, '/');
  *slash = '\0';
  utimensat(AT_FDCWD, program, NULL, 0);
  *slash = '/';
}

/** Opens the index if it is a file of ours. */
static int open_index(const char *path, struct stat *status) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor >= 0 && (fstat(descriptor, status) != 0 || !S_ISREG(status->st_mode) || !is_own(status))) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

/** Reads the index into `bytes` and leaves the reader behind the question; false when it is torn, too large, or another question's. */
static bool read_index(int descriptor, unsigned char bytes[MAX_INDEX_SIZE], const unsigned char question[MOCHI_BLAKE3_SIZE], struct reader *reader) {
  size_t size = 0;
  ssize_t count;
  do {
    count = read_some(descriptor, bytes + size, MAX_INDEX_SIZE - size);
    size += count > 0 ? (size_t)count : 0;
  } while (count > 0);
  *reader = (struct reader){bytes, size, count == 0};
  const unsigned char *start = take(reader, MAGIC_SIZE);
  struct reader seal = *reader;
  take(reader, MOCHI_BLAKE3_SIZE);
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  mochi_blake3_add(&hash, reader->next, reader->left);
  const unsigned char *asked = take(reader, MOCHI_BLAKE3_SIZE);
  return reader->ok && memcmp(start, magic, MAGIC_SIZE) == 0 && takes_hash(&seal, &hash) && memcmp(asked, question, MOCHI_BLAKE3_SIZE) == 0;
}

/** Whether the index's answer still holds; `program` enters as the cache's folder and leaves as the executable's path. */
static bool read_answer(struct reader *reader, char program[PATH_MAX], struct mochi_index_answer *answer) {
  char key[KEY_SIZE + 1] = "";
  const unsigned char *bytes = take(reader, KEY_SIZE);
  if (bytes == NULL) {
    return false;
  }
  memcpy(key, bytes, KEY_SIZE);
  if (!append(program, "/objects/") || !append(program, key) || !append(program, "/program")) {
    return false;
  }
  struct reader seal = *reader;
  take(reader, 4 * 8);
  answer->program = program;
  answer->said = take_text(reader);
  bool same = answer->said != NULL;
  for (uint64_t left = take_number(reader, 4); same && left > 0; left--) {
    same = is_unchanged(reader);
  }
  return same && reader->ok && reader->left == 0 && is_sealed_program(program, &seal);
}

bool mochi_index_ask(const struct mochi_script_call *call, struct mochi_index_answer *answer) {
  static char program[PATH_MAX];
  static char path[PATH_MAX];
  static unsigned char bytes[MAX_INDEX_SIZE];
  unsigned char question[MOCHI_BLAKE3_SIZE];
  if (!find_cache(program) || !is_trusted_folder(program) || !hash_question(call, question) || !append(path, program) || !append_index_name(path, question)) {
    return false;
  }
  struct stat status;
  int descriptor = open_index(path, &status);
  if (descriptor < 0) {
    return false;
  }
  struct reader reader;
  bool found = read_index(descriptor, bytes, question, &reader) && read_answer(&reader, program, answer);
  if (found) {
    mark_as_used(descriptor, &status, program);
  }
  close(descriptor);
  return found;
}
