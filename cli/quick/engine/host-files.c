// Files and folders for JavaScript: functions of `host`, as cli/quick/host.ts has them. Numbers of files are file descriptors. A call that
// failed gives the negative number of its error, of which cli/quick/node/fs.ts makes what Node would have thrown.

#define _GNU_SOURCE

#include "call.h"
#include "host.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

// ---------------------------------------------------------------- open files

MOCHI_HOST_PATH_FUNCTION(host_open) {
  int flags = mochi_number_of(context, given[1]);
  return mochi_answer(context, open(path, flags | O_CLOEXEC, (mode_t)mochi_number_of(context, given[2])));
}

MOCHI_HOST_FUNCTION(host_close) {
  return mochi_answer(context, close(mochi_number_of(context, given[0])));
}

MOCHI_HOST_FUNCTION(host_sync) {
  return mochi_answer(context, fsync(mochi_number_of(context, given[0])));
}

MOCHI_HOST_FUNCTION(host_read) {
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[1]);
  return bytes == NULL ? JS_EXCEPTION : mochi_answer(context, (int)read(mochi_number_of(context, given[0]), bytes, size));
}

MOCHI_HOST_FUNCTION(host_write) {
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[1]);
  return bytes == NULL ? JS_EXCEPTION : mochi_answer(context, (int)write(mochi_number_of(context, given[0]), bytes, size));
}

/** All bytes of a file, or the number of an error. */
static JSValue read_whole(JSContext *context, int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return mochi_answer(context, -1);
  }
  size_t room = S_ISREG(status.st_mode) ? (size_t)status.st_size + 1 : 4096;
  size_t size = 0;
  char *bytes = NULL;
  for (ssize_t got = 1; got > 0; size += (size_t)got) {
    if (bytes == NULL || size == room) {
      room = bytes == NULL ? room : 2 * room;
      bytes = realloc(bytes, room);
      if (bytes == NULL) {
        exit(mochi_host_hand_over("a file is too large"));
      }
    }
    got = read(descriptor, bytes + size, room - size);
    if (got < 0) {
      JSValue error = mochi_answer(context, -1);
      free(bytes);
      return error;
    }
  }
  JSValue result = mochi_bytes(context, bytes, size);
  free(bytes);
  return result;
}

MOCHI_HOST_PATH_FUNCTION(host_read_file) {
  (void)given;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return mochi_answer(context, -1);
  }
  JSValue result = read_whole(context, descriptor);
  close(descriptor);
  return result;
}

// ---------------------------------------------------------------- what is there

MOCHI_HOST_PATH_FUNCTION(host_access) {
  return mochi_answer(context, access(path, mochi_number_of(context, given[1])));
}

static JSValue nanoseconds(JSContext *context, struct timespec time) {
  return JS_NewBigInt64(context, (int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

MOCHI_HOST_PATH_FUNCTION(host_status) {
  struct stat status;
  if (fstatat(AT_FDCWD, path, &status, JS_ToBool(context, given[1]) ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
    return mochi_answer(context, -1);
  }
  JSValue facts[] = {
      JS_NewInt64(context, status.st_mode),
      JS_NewInt64(context, status.st_uid),
      JS_NewInt64(context, status.st_size),
      nanoseconds(context, status.st_mtim),
      nanoseconds(context, status.st_ctim),
      JS_NewBigUint64(context, status.st_ino),
  };
  JSValue array = JS_NewArray(context);
  for (uint32_t at = 0; at < sizeof facts / sizeof *facts; at++) {
    JS_SetPropertyUint32(context, array, at, facts[at]);
  }
  return array;
}

MOCHI_HOST_PATH_FUNCTION(host_list) {
  (void)given;
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return mochi_answer(context, -1);
  }
  JSValue names = JS_NewArray(context);
  uint32_t found = 0;
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      JS_SetPropertyUint32(context, names, found++, JS_NewString(context, entry->d_name));
    }
  }
  closedir(folder);
  return names;
}

MOCHI_HOST_PATH_FUNCTION(host_real_path) {
  (void)given;
  char real[PATH_SIZE];
  return mochi_text_or_error(context, realpath(path, real));
}

MOCHI_HOST_PATH_FUNCTION(host_link_target) {
  (void)given;
  char target[PATH_SIZE];
  ssize_t size = readlink(path, target, sizeof target - 1);
  target[size < 0 ? 0 : size] = '\0';
  return mochi_text_or_error(context, size < 0 ? NULL : target);
}

// ---------------------------------------------------------------- changes

MOCHI_HOST_PATH_FUNCTION(host_make_folder) {
  return mochi_answer(context, mkdir(path, (mode_t)mochi_number_of(context, given[1])));
}

/** Its name begins with the path. */
MOCHI_HOST_PATH_FUNCTION(host_make_unique_folder) {
  (void)given;
  char name[PATH_SIZE];
  int length = snprintf(name, sizeof name, "%sXXXXXX", path);
  if (length < 0 || (size_t)length >= sizeof name) {
    errno = ENAMETOOLONG;
    return mochi_answer(context, -1);
  }
  return mochi_text_or_error(context, mkdtemp(name));
}

MOCHI_HOST_PATH_FUNCTION(host_remove_file) {
  (void)given;
  return mochi_answer(context, unlink(path));
}

MOCHI_HOST_PATH_FUNCTION(host_remove_folder) {
  (void)given;
  return mochi_answer(context, rmdir(path));
}

MOCHI_HOST_PATH_FUNCTION(host_rename) {
  const char *to = JS_ToCString(context, given[1]);
  JSValue result = to == NULL ? JS_EXCEPTION : mochi_answer(context, rename(path, to));
  JS_FreeCString(context, to);
  return result;
}

MOCHI_HOST_PATH_FUNCTION(host_change_mode) {
  return mochi_answer(context, chmod(path, (mode_t)mochi_number_of(context, given[1])));
}

MOCHI_HOST_PATH_FUNCTION(host_touch) {
  (void)given;
  return mochi_answer(context, utimensat(AT_FDCWD, path, NULL, 0));
}

static const JSCFunctionListEntry functions[] = {
    MOCHI_HOST_ENTRY("open", 3, host_open),
    MOCHI_HOST_ENTRY("close", 1, host_close),
    MOCHI_HOST_ENTRY("read", 2, host_read),
    MOCHI_HOST_ENTRY("write", 2, host_write),
    MOCHI_HOST_ENTRY("sync", 1, host_sync),
    MOCHI_HOST_ENTRY("readFile", 1, host_read_file),
    MOCHI_HOST_ENTRY("access", 2, host_access),
    MOCHI_HOST_ENTRY("status", 2, host_status),
    MOCHI_HOST_ENTRY("list", 1, host_list),
    MOCHI_HOST_ENTRY("realPath", 1, host_real_path),
    MOCHI_HOST_ENTRY("linkTarget", 1, host_link_target),
    MOCHI_HOST_ENTRY("makeFolder", 2, host_make_folder),
    MOCHI_HOST_ENTRY("makeUniqueFolder", 1, host_make_unique_folder),
    MOCHI_HOST_ENTRY("removeFile", 1, host_remove_file),
    MOCHI_HOST_ENTRY("removeFolder", 1, host_remove_folder),
    MOCHI_HOST_ENTRY("rename", 2, host_rename),
    MOCHI_HOST_ENTRY("changeMode", 2, host_change_mode),
    MOCHI_HOST_ENTRY("touch", 1, host_touch),
};

void mochi_host_offer_files(JSContext *context, JSValue host) {
  JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof *functions);
}
