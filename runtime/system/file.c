// Reading and writing files: see file.h.

#include "system/file.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/system.h"
#include "system/replace-file.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/list.h"

static _Noreturn void raise_failure(const char *doing, mochi_string path, int64_t failure, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_IO, site, "cannot %s %q: %s", doing, &path, mochi_platform_error_text(failure));
}

typedef struct contents {
  char *bytes;
  size_t size;
} contents;

// Everything in the file, in a block of the collector's.
static contents read_all(mochi_string path, const mochi_site *site) {
  int64_t descriptor = mochi_platform_open(mochi_string_c_text(path), MOCHI_OPEN_READ);
  if (descriptor < 0) {
    raise_failure("read", path, descriptor, site);
  }
  int64_t expected = mochi_platform_file_size((int)descriptor);
  // One byte more shows the end without growing.
  size_t capacity = expected > 0 ? (size_t)expected + 1 : 4096;
  contents all = {.bytes = mochi_gc_alloc_atomic(capacity), .size = 0};
  for (;;) {
    if (all.size == capacity) {
      all.bytes = mochi_gc_grow_atomic(all.bytes, all.size, capacity, capacity * 2);
      capacity *= 2;
    }
    int64_t count = mochi_platform_read((int)descriptor, all.bytes + all.size, capacity - all.size);
    if (count < 0) {
      mochi_platform_close((int)descriptor);
      raise_failure("read", path, count, site);
    }
    if (count == 0) {
      break;
    }
    all.size += (size_t)count;
    if (all.size > UINT32_MAX) {
      mochi_platform_close((int)descriptor);
      mochi_raise_out_of_memory();
    }
  }
  mochi_platform_close((int)descriptor);
  return all;
}

mochi_string mochi_read_file(mochi_string path, const mochi_site *site) {
  contents all = read_all(path, site);
  size_t valid = mochi_utf8_valid_prefix(all.bytes, all.size);
  if (valid != all.size) {
    mochi_raise_format(MOCHI_ERROR_DECODE, site, "%q is not UTF-8: invalid byte at offset %u", &path, (uint64_t)valid);
  }
  return mochi_string_share(all.bytes, all.size);
}

mochi_list *mochi_read_lines(mochi_string path, const mochi_site *site) {
  return mochi_string_lines(mochi_read_file(path, site));
}

mochi_list *mochi_read_bytes(mochi_string path, const mochi_site *site) {
  contents all = read_all(path, site);
  mochi_list *list = mochi_list_new(&mochi_type_int, (int64_t)all.size);
  for (size_t i = 0; i < all.size; i++) {
    *(int64_t *)mochi_list_push(list, &mochi_type_int, sizeof(int64_t)) = (uint8_t)all.bytes[i];
  }
  return list;
}

void mochi_append_file(mochi_string path, mochi_string text, const mochi_site *site) {
  int64_t descriptor = mochi_platform_open(mochi_string_c_text(path), MOCHI_OPEN_APPEND);
  if (descriptor < 0) {
    raise_failure("write", path, descriptor, site);
  }
  int64_t written = mochi_platform_write((int)descriptor, mochi_string_data(&text), mochi_string_size(text));
  int64_t closed = mochi_platform_close((int)descriptor);
  if (written < 0 || closed < 0) {
    raise_failure("write", path, written < 0 ? written : closed, site);
  }
}

void mochi_write_file(mochi_string path, mochi_string text, const mochi_site *site) {
  mochi_replacing file;
  mochi_replace_begin(&file, path, site);
  mochi_replace_write(&file, mochi_string_data(&text), mochi_string_size(text));
  mochi_replace_end(&file);
}

bool mochi_file_exists(mochi_string path) {
  return mochi_platform_exists(mochi_string_c_text(path));
}

static void add_name(void *context, const char *name) {
  mochi_list *list = context;
  *(mochi_string *)mochi_list_push(list, &mochi_type_string, sizeof(mochi_string)) = mochi_string_from_bytes(name, __builtin_strlen(name));
}

mochi_list *mochi_list_dir(mochi_string path, const mochi_site *site) {
  mochi_list *names = mochi_list_new(&mochi_type_string, 0);
  int64_t result = mochi_platform_list_folder(mochi_string_c_text(path), add_name, names);
  if (result < 0) {
    raise_failure("list", path, result, site);
  }
  return mochi_list_sort(names, &mochi_type_string);
}

void mochi_make_dir(mochi_string path, const mochi_site *site) {
  char *whole = (char *)(uintptr_t)mochi_string_c_text(path);
  // The folders above it first; whether they could be made shows at the last one.
  for (char *at = whole + 1; *whole != 0 && *at != 0; at++) {
    if (*at == '/') {
      *at = 0;
      mochi_platform_make_folder(whole);
      *at = '/';
    }
  }
  int64_t result = mochi_platform_make_folder(whole);
  if (result < 0) {
    raise_failure("make the folder", path, result, site);
  }
}

void mochi_remove_file(mochi_string path, const mochi_site *site) {
  int64_t result = mochi_platform_remove(mochi_string_c_text(path));
  if (result < 0) {
    raise_failure("remove", path, result, site);
  }
}
