// Unpacking the payload; see the header. Everything is checked as if somebody else had made it: paths,
// sizes, the frame. Decoding streams through one window, so memory stays at some ten megabytes. All files are written before
// the first is waited for: a file system that journals then brings all of them to the disk at once, not one by one.

#include "payload.h"

#include "blake3.h"
#include "path.h"
#include "platform/platform.h"
#include "reader.h"

#include <string.h>
#include <zstd.h>

enum { MAGIC_SIZE = 8, HASHED_FROM = MAGIC_SIZE + MOCHI_BLAKE3_SIZE, CHUNK = 1 << 20, SYNC_STEP = 1 << 23 };

static const char damaged[] = "the payload is damaged";

static size_t payload_size(void) {
  return (size_t)(mochi_payload_end - mochi_payload);
}

/** The reader of the index, behind the number of files, and what lies behind the index; false when there is no index. */
static bool open_index(struct mochi_reader *index, uint64_t *files, struct mochi_reader *frame) {
  *frame = (struct mochi_reader){mochi_payload, payload_size(), true};
  const unsigned char *magic = mochi_reader_take(frame, MAGIC_SIZE);
  mochi_reader_take(frame, MOCHI_BLAKE3_SIZE);
  size_t size = (size_t)mochi_reader_number(frame, 4);
  const unsigned char *bytes = mochi_reader_take(frame, size);
  *index = (struct mochi_reader){bytes, size, bytes != NULL};
  *files = mochi_reader_number(index, 4);
  return index->ok && memcmp(magic, "mochipk1", MAGIC_SIZE) == 0;
}

uint64_t mochi_payload_core_size(void) {
  struct mochi_reader index;
  struct mochi_reader frame;
  uint64_t files;
  return open_index(&index, &files, &frame) && files > 0 ? mochi_reader_number(&index, 8) : 0;
}

bool mochi_payload_is_whole(void) {
  struct mochi_blake3 hash;
  unsigned char own[MOCHI_BLAKE3_SIZE];
  if (payload_size() <= HASHED_FROM) {
    return false;
  }
  mochi_blake3_begin(&hash);
  mochi_blake3_add(&hash, mochi_payload + HASHED_FROM, payload_size() - HASHED_FROM);
  mochi_blake3_finish(&hash, own);
  return memcmp(own, mochi_payload + MAGIC_SIZE, MOCHI_BLAKE3_SIZE) == 0;
}

/** What the frame decodes to, in pieces: `ready` bytes at `bytes + taken` are decoded and not yet used. */
struct contents {
  ZSTD_DStream *decoder;
  ZSTD_inBuffer input;
  unsigned char *bytes;
  size_t taken;
  size_t ready;
};

/** Decodes the next piece; false at the end or when the frame is none. */
static bool refill(struct contents *contents) {
  ZSTD_outBuffer output = {contents->bytes, CHUNK, 0};
  while (output.pos == 0) {
    size_t before = contents->input.pos;
    size_t hint = ZSTD_decompressStream(contents->decoder, &output, &contents->input);
    if (ZSTD_isError(hint) || (output.pos == 0 && contents->input.pos == before)) {
      return false;
    }
  }
  contents->taken = 0;
  contents->ready = output.pos;
  return true;
}

/** Below the folder, and not beside it: no empty, `.` or `..` part, nothing that a system takes for a drive or another separator. */
static bool is_inner_path(const char *path) {
  for (const char *part = path;; part++) {
    size_t size = strcspn(part, "/");
    bool is_dots = (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.');
    if (size == 0 || is_dots) {
      return false;
    }
    part += size;
    if (*part == '\0') {
      return strpbrk(path, "\\:") == NULL;
    }
  }
}

/** Writes the next `size` bytes of the contents; NULL or why not. */
static const char *write_file(struct contents *contents, int descriptor, uint64_t size) {
  uint64_t unsynced = 0;
  while (size > 0) {
    if (contents->ready == 0 && !refill(contents)) {
      return damaged;
    }
    size_t count = contents->ready < size ? contents->ready : (size_t)size;
    if (!mochi_platform_write(descriptor, contents->bytes + contents->taken, count)) {
      return mochi_platform_error();
    }
    contents->taken += count;
    contents->ready -= count;
    size -= count;
    unsynced += count;
    if (unsynced >= SYNC_STEP) {
      mochi_platform_start_sync(descriptor); // the disk works while we decode
      unsynced = 0;
    }
  }
  return NULL;
}

/** A file of the index, and where it belongs. */
struct entry {
  uint64_t size;
  bool is_executable;
  char path[MOCHI_PATH_SIZE];
};

/** Reads the index's next file. NULL, or why not. */
static const char *read_entry(struct mochi_reader *index, const char *folder, struct entry *entry) {
  entry->size = mochi_reader_number(index, 8);
  entry->is_executable = mochi_reader_number(index, 1) != 0;
  const char *name = mochi_reader_text(index);
  if (name == NULL || !is_inner_path(name)) {
    return damaged;
  }
  entry->path[0] = '\0';
  bool fits = mochi_path_append(entry->path, folder) && mochi_path_append(entry->path, "/") && mochi_path_append(entry->path, name);
  return fits ? NULL : "the path is too long";
}

static const char *write_entry(struct contents *contents, struct entry *entry, size_t folder_size) {
  if (!mochi_path_make_parents(entry->path, folder_size)) {
    return mochi_platform_error();
  }
  int descriptor = mochi_platform_create(entry->path, entry->is_executable);
  if (descriptor < 0) {
    return mochi_platform_error();
  }
  const char *failure = write_file(contents, descriptor, entry->size);
  mochi_platform_start_sync(descriptor);
  if (!mochi_platform_close(descriptor) && failure == NULL) {
    failure = mochi_platform_error();
  }
  return failure;
}

/** Waits until the written file is on the disk. */
static const char *sync_entry(const struct entry *entry) {
  struct mochi_facts facts;
  int descriptor = mochi_platform_append(entry->path, &facts);
  return descriptor >= 0 && mochi_platform_sync_and_close(descriptor) ? NULL : mochi_platform_error();
}

const char *mochi_payload_unpack(const char *folder) {
  static unsigned char bytes[CHUNK];
  struct mochi_reader index;
  struct mochi_reader frame;
  uint64_t files;
  if (!open_index(&index, &files, &frame)) {
    return damaged;
  }
  struct contents contents = {ZSTD_createDStream(), {frame.next, frame.left, 0}, bytes, 0, 0};
  if (contents.decoder == NULL) {
    return "out of memory";
  }
  static struct entry entry;
  struct mochi_reader unsynced = index;
  const char *failure = NULL;
  for (uint64_t file = 0; failure == NULL && file < files; file++) {
    failure = read_entry(&index, folder, &entry);
    failure = failure == NULL ? write_entry(&contents, &entry, strlen(folder)) : failure;
  }
  ZSTD_freeDStream(contents.decoder);
  for (uint64_t file = 0; failure == NULL && file < files; file++) {
    failure = read_entry(&unsynced, folder, &entry);
    failure = failure == NULL ? sync_entry(&entry) : failure;
  }
  if (failure == NULL && !mochi_platform_sync_folder(folder)) {
    failure = mochi_platform_error();
  }
  return failure;
}
