// Unpacking the payload; see the header. Everything is checked as if somebody else had made it: paths,
// sizes, the frame. Decoding streams through one window, so memory stays at some ten megabytes.

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

/** Unpacks the index's next file. */
static const char *unpack_file(struct contents *contents, struct mochi_reader *index, const char *folder) {
  static char path[MOCHI_PATH_SIZE];
  uint64_t size = mochi_reader_number(index, 8);
  bool is_executable = mochi_reader_number(index, 1) != 0;
  const char *name = mochi_reader_text(index);
  if (name == NULL || !is_inner_path(name)) {
    return damaged;
  }
  path[0] = '\0';
  if (!mochi_path_append(path, folder) || !mochi_path_append(path, "/") || !mochi_path_append(path, name)) {
    return "the path is too long";
  }
  if (!mochi_path_make_parents(path, strlen(folder))) {
    return mochi_platform_error();
  }
  int descriptor = mochi_platform_create(path, is_executable);
  if (descriptor < 0) {
    return mochi_platform_error();
  }
  const char *failure = write_file(contents, descriptor, size);
  if (!mochi_platform_sync_and_close(descriptor) && failure == NULL) {
    failure = mochi_platform_error();
  }
  return failure;
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
  const char *failure = NULL;
  for (; failure == NULL && files > 0; files--) {
    failure = unpack_file(&contents, &index, folder);
  }
  ZSTD_freeDStream(contents.decoder);
  if (failure == NULL && !mochi_platform_sync_folder(folder)) {
    failure = mochi_platform_error();
  }
  return failure;
}
