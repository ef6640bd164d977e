// Replacing files: see replace-file.h.

#include "system/replace-file.h"

#include "errors/raise.h"
#include "platform/system.h"
#include "text/string.h"
#include "text/writer.h"

static _Noreturn void raise_unwritable(mochi_replacing *file, int64_t failure) {
  mochi_raise_format(MOCHI_ERROR_IO, file->site, "cannot write %q: %s", &file->path, mochi_platform_error_text(failure));
}

// PATH.mochi-PID-N: beside the file, so that renaming stays on one file system.
static const char *staging_path(mochi_string path, int64_t attempt) {
  mochi_text_writer name;
  mochi_text_writer_begin(&name);
  mochi_write_string(&name.writer, path);
  mochi_write_literal(&name.writer, ".mochi-");
  mochi_write_int(&name.writer, mochi_platform_process_id());
  mochi_write_byte(&name.writer, '-');
  mochi_write_int(&name.writer, attempt);
  return mochi_string_c_text(mochi_text_writer_end(&name));
}

static int64_t open_staging(mochi_replacing *file) {
  int64_t descriptor = -1;
  for (int64_t attempt = 0; attempt < 100 && descriptor < 0; attempt++) {
    file->staging = staging_path(file->path, attempt);
    // Said before it is there: a signal that comes between the two would leave it.
    mochi_platform_set_unfinished(file->staging);
    descriptor = mochi_platform_open(file->staging, MOCHI_OPEN_NEW);
    if (descriptor < 0) {
      mochi_platform_set_unfinished(NULL);
      if (!mochi_platform_exists(file->staging)) {
        break;
      }
    }
  }
  return descriptor;
}

void mochi_replace_begin(mochi_replacing *file, mochi_string path, const mochi_site *site) {
  *file = (mochi_replacing){.path = path, .target = mochi_string_c_text(path), .descriptor = -1, .site = site};
  int64_t descriptor = mochi_platform_is_replaceable(file->target) ? open_staging(file) : -1;
  if (descriptor >= 0) {
    mochi_platform_copy_mode((int)descriptor, file->target);
  } else {
    // A folder that takes no new files may still hold one that can be written.
    file->staging = NULL;
    descriptor = mochi_platform_open(file->target, MOCHI_OPEN_REPLACE);
    if (descriptor < 0) {
      raise_unwritable(file, descriptor);
    }
  }
  file->descriptor = (int)descriptor;
}

void mochi_replace_write(mochi_replacing *file, const char *bytes, size_t size) {
  int64_t written = mochi_platform_write(file->descriptor, bytes, size);
  if (written < 0) {
    mochi_replace_abandon(file);
    raise_unwritable(file, written);
  }
}

void mochi_replace_end(mochi_replacing *file) {
  int64_t result = mochi_platform_close(file->descriptor);
  if (result >= 0 && file->staging != NULL) {
    result = mochi_platform_rename(file->staging, file->target);
  }
  if (result < 0 && file->staging != NULL) {
    mochi_platform_remove(file->staging);
  }
  mochi_platform_set_unfinished(NULL);
  if (result < 0) {
    raise_unwritable(file, result);
  }
}

void mochi_replace_abandon(mochi_replacing *file) {
  mochi_platform_close(file->descriptor);
  if (file->staging != NULL) {
    mochi_platform_remove(file->staging);
  }
  mochi_platform_set_unfinished(NULL);
}
