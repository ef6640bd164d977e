// The system for JavaScript; see the header.
//
// Numbers of files are file descriptors. A call that failed gives the negative number of its error, from which
// cli/quick/node/fs.ts makes what Node would have thrown.

#define _GNU_SOURCE

#include "host.h"

#include "../../launcher/blake3.h"
#include "../../launcher/quick-core.h"
#include "../../script/compiler/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int word_count;
static char **process_words;

/** Where the launcher is, which says it in the environment: programs needn't know. */
static char *launcher;

/** Signals that we ignore, and signals that only a mistake of ours or of the engine's raises: crashes, and work that takes far too long. */
static const int signals[] = {SIGPIPE, SIGXFSZ, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGVTALRM};

enum { SIGNALS = sizeof signals / sizeof *signals, IGNORED = 2 };

/** What was to be done about them before. */
static struct sigaction before[SIGNALS];

/** Processor time, more than any script takes. */
static const struct itimerval most_time = {.it_value = {.tv_sec = 10}};
static const struct itimerval any_time;

static void hand_over_crashed(int signal) {
  _exit(mochi_host_hand_over(signal == SIGVTALRM ? "it takes too long" : "it has crashed, which is a bug in Mochi"));
}

/** A crash is as good a reason to hand over as others: nothing was seen of our work yet. Its handler has a stack of its own, as ours may be used up. */
static void change_signals(void) {
  static char stack[1 << 16];
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  for (int at = 0; at < SIGNALS; at++) {
    struct sigaction ours = {.sa_handler = at < IGNORED ? SIG_IGN : hand_over_crashed, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigaction(signals[at], &ours, &before[at]);
  }
  setitimer(ITIMER_VIRTUAL, &most_time, NULL);
}

static void restore_signals(void) {
  setitimer(ITIMER_VIRTUAL, &any_time, NULL);
  for (int at = 0; at < SIGNALS; at++) {
    sigaction(signals[at], &before[at], NULL);
  }
}

void mochi_host_begin(int count, char **words) {
  const char *said = getenv("MOCHI_EXECUTABLE");
  launcher = said == NULL ? NULL : strdup(said);
  unsetenv("MOCHI_EXECUTABLE");
  word_count = count;
  process_words = words;
  change_signals();
}

/** The program takes this process's place, with the signals as we found them. Returns when it can't. */
static void become(const char *program, char **words) {
  restore_signals();
  execve(program, words, environ);
}

int mochi_host_hand_over(const char *why) {
  const char *wish = getenv("MOCHI_QUICK");
  if (wish != NULL && strcmp(wish, "1") == 0) {
    fprintf(stderr, "mochi: the quick core leaves it to the compiler core: %s\n", why);
  }
  const char *pipes = getenv("MOCHI_SCRIPT_COMPILER");
  int to, from;
  if (pipes != NULL && sscanf(pipes, "%d %d", &to, &from) == 2) {
    close(to); // the script compiler that waits there ends
    close(from);
  }
  process_words[0] = MOCHI_HANDED_OVER;
  if (launcher != NULL) {
    become(launcher, process_words);
  }
  fprintf(stderr, "mochi: the compiler can't be started: %s\nhelp: install Mochi again\n", launcher == NULL ? "nobody said where it is" : strerror(errno));
  return 1;
}

// ---------------------------------------------------------------- arguments and results

typedef JSValueConst *Arguments;

/** A text argument, in UTF-8; NULL, with an exception, when there is none. JS_FreeCString gives it back. */
static const char *text_of(JSContext *context, Arguments given, int at) {
  return JS_ToCString(context, given[at]);
}

static int number_of(JSContext *context, Arguments given, int at) {
  int32_t number = 0;
  JS_ToInt32(context, &number, given[at]);
  return number;
}

static JSValue answer(int result) {
  return JS_NewInt32(NULL, result < 0 ? -errno : result);
}

static JSValue bytes_from(JSContext *context, const void *bytes, size_t size) {
  return JS_NewUint8ArrayCopy(context, bytes, size);
}

// A call with a path as its first argument.
#define PATH_CALL(name, call)                                                             \
  static JSValue name(JSContext *context, JSValueConst self, int count, Arguments given) { \
    (void)self, (void)count;                                                               \
    const char *path = text_of(context, given, 0);                                         \
    if (path == NULL) {                                                                    \
      return JS_EXCEPTION;                                                                 \
    }                                                                                      \
    JSValue result = answer(call);                                                         \
    JS_FreeCString(context, path);                                                         \
    return result;                                                                         \
  }

// ---------------------------------------------------------------- files

PATH_CALL(host_open, open(path, number_of(context, given, 1) | O_CLOEXEC, (mode_t)number_of(context, given, 2)))
PATH_CALL(host_make_folder, mkdir(path, (mode_t)number_of(context, given, 1)))
PATH_CALL(host_remove_file, unlink(path))
PATH_CALL(host_remove_folder, rmdir(path))
PATH_CALL(host_change_mode, chmod(path, (mode_t)number_of(context, given, 1)))
PATH_CALL(host_access, access(path, number_of(context, given, 1)))
PATH_CALL(host_touch, utimensat(AT_FDCWD, path, NULL, 0))

static JSValue host_rename(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *from = text_of(context, given, 0);
  const char *to = text_of(context, given, 1);
  JSValue result = from == NULL || to == NULL ? JS_EXCEPTION : answer(rename(from, to));
  JS_FreeCString(context, from);
  JS_FreeCString(context, to);
  return result;
}

static JSValue host_close(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  return answer(close(number_of(context, given, 0)));
}

static JSValue host_sync(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  return answer(fsync(number_of(context, given, 0)));
}

static JSValue host_read(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[1]);
  return bytes == NULL ? JS_EXCEPTION : answer((int)read(number_of(context, given, 0), bytes, size));
}

static JSValue host_write(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[1]);
  return bytes == NULL ? JS_EXCEPTION : answer((int)write(number_of(context, given, 0), bytes, size));
}

/** All bytes of a file, or the number of an error. */
static JSValue read_whole(JSContext *context, int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return answer(-1);
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
      JSValue error = answer(-1);
      free(bytes);
      return error;
    }
  }
  JSValue result = bytes_from(context, bytes, size);
  free(bytes);
  return result;
}

static JSValue host_read_file(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *path = text_of(context, given, 0);
  if (path == NULL) {
    return JS_EXCEPTION;
  }
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  JS_FreeCString(context, path);
  if (descriptor < 0) {
    return answer(-1);
  }
  JSValue result = read_whole(context, descriptor);
  close(descriptor);
  return result;
}

/** Makes an array; takes the values over. */
static JSValue array_of(JSContext *context, int count, JSValue *values) {
  JSValue array = JS_NewArray(context);
  for (int at = 0; at < count; at++) {
    JS_SetPropertyUint32(context, array, (uint32_t)at, values[at]);
  }
  return array;
}

static JSValue nanoseconds(JSContext *context, struct timespec time) {
  return JS_NewBigInt64(context, (int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

static JSValue host_status(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  struct stat status;
  const char *path = text_of(context, given, 0);
  if (path == NULL) {
    return JS_EXCEPTION;
  }
  int result = fstatat(AT_FDCWD, path, &status, JS_ToBool(context, given[1]) ? 0 : AT_SYMLINK_NOFOLLOW);
  JS_FreeCString(context, path);
  if (result != 0) {
    return answer(-1);
  }
  JSValue facts[] = {
      JS_NewInt64(context, status.st_mode),        JS_NewInt64(context, status.st_uid),         JS_NewInt64(context, status.st_size),
      nanoseconds(context, status.st_mtim),         nanoseconds(context, status.st_ctim),        JS_NewBigUint64(context, status.st_ino),
  };
  return array_of(context, sizeof facts / sizeof *facts, facts);
}

static JSValue host_list(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *path = text_of(context, given, 0);
  if (path == NULL) {
    return JS_EXCEPTION;
  }
  DIR *folder = opendir(path);
  JS_FreeCString(context, path);
  if (folder == NULL) {
    return answer(-1);
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

/** A text that a call has stored, or the number of its error. */
static JSValue text_or_error(JSContext *context, const char *text) {
  return text == NULL ? answer(-1) : JS_NewString(context, text);
}

static JSValue host_real_path(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  char real[4096];
  const char *path = text_of(context, given, 0);
  if (path == NULL) {
    return JS_EXCEPTION;
  }
  JSValue result = text_or_error(context, realpath(path, real));
  JS_FreeCString(context, path);
  return result;
}

static JSValue host_link_target(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  char target[4096];
  const char *path = text_of(context, given, 0);
  if (path == NULL) {
    return JS_EXCEPTION;
  }
  ssize_t size = readlink(path, target, sizeof target - 1);
  target[size < 0 ? 0 : size] = '\0';
  JSValue result = text_or_error(context, size < 0 ? NULL : target);
  JS_FreeCString(context, path);
  return result;
}

/** Makes a folder whose name begins so. */
static JSValue host_make_unique_folder(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  char name[4096];
  const char *prefix = text_of(context, given, 0);
  if (prefix == NULL) {
    return JS_EXCEPTION;
  }
  int length = snprintf(name, sizeof name, "%sXXXXXX", prefix);
  JS_FreeCString(context, prefix);
  if (length < 0 || (size_t)length >= sizeof name) {
    errno = ENAMETOOLONG;
    return answer(-1);
  }
  return text_or_error(context, mkdtemp(name));
}

// ---------------------------------------------------------------- texts and hashes

static JSValue host_encode(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  const char *text = JS_ToCStringLen(context, &size, given[0]);
  if (text == NULL) {
    return JS_EXCEPTION;
  }
  JSValue result = bytes_from(context, text, size);
  JS_FreeCString(context, text);
  return result;
}

static JSValue host_decode(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  return bytes == NULL ? JS_EXCEPTION : JS_NewStringLen(context, (const char *)bytes, size);
}

/** How many bytes a UTF-8 sequence has that begins here; 0: none does. */
static size_t sequence_size(const uint8_t *at, size_t rest) {
  if (at[0] < 0x80) {
    return 1;
  }
  size_t size = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
  if (size == 0 || size > rest) {
    return 0;
  }
  // The second byte's range leaves out what could be shorter, surrogates, and what is beyond Unicode.
  uint8_t least = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
  uint8_t most = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
  if (at[1] < least || at[1] > most) {
    return 0;
  }
  for (size_t index = 2; index < size; index++) {
    if ((at[index] & 0xc0) != 0x80) {
      return 0;
    }
  }
  return size;
}

static JSValue host_is_utf8(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  size_t step = 1;
  for (size_t at = 0; at < size && step > 0; at += step) {
    step = sequence_size(bytes + at, size - at);
  }
  return JS_NewBool(context, step > 0);
}

static JSValue host_blake3(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  struct mochi_blake3 hash;
  unsigned char result[MOCHI_BLAKE3_SIZE];
  mochi_blake3_begin(&hash);
  mochi_blake3_add(&hash, bytes, size);
  mochi_blake3_finish(&hash, result);
  return bytes_from(context, result, sizeof result);
}

static JSValue host_sha256(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  size_t size;
  char digits[MOCHI_SHA256_DIGITS + 1];
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  mochi_sha256(bytes, size, digits);
  return JS_NewString(context, digits);
}

// ---------------------------------------------------------------- the process

static JSValue host_words(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  JSValue words = JS_NewArray(context);
  for (int at = 1; at < word_count; at++) {
    JS_SetPropertyUint32(context, words, (uint32_t)at - 1, JS_NewString(context, process_words[at]));
  }
  return words;
}

static JSValue host_folder(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  const char *slash = strrchr(process_words[0], '/');
  return JS_NewStringLen(context, process_words[0], slash == NULL ? 0 : (size_t)(slash - process_words[0]));
}

static JSValue host_setting(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *name = text_of(context, given, 0);
  if (name == NULL) {
    return JS_EXCEPTION;
  }
  const char *value = getenv(name);
  JS_FreeCString(context, name);
  return value == NULL ? JS_UNDEFINED : JS_NewString(context, value);
}

static JSValue host_set(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *name = text_of(context, given, 0);
  const char *value = JS_IsUndefined(given[1]) ? NULL : text_of(context, given, 1);
  if (name != NULL) {
    value == NULL ? unsetenv(name) : setenv(name, value, 1);
  }
  JS_FreeCString(context, name);
  JS_FreeCString(context, value);
  return JS_UNDEFINED;
}

static JSValue host_working_folder(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  char path[4096];
  return text_or_error(context, getcwd(path, sizeof path));
}

static JSValue host_name(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return JS_NewString(context, name);
}

static JSValue host_user(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  return JS_NewInt64(context, getuid());
}

static JSValue host_process(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  return JS_NewInt64(context, getpid());
}

static JSValue host_is_terminal(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  return JS_NewBool(context, isatty(number_of(context, given, 0)));
}

/** Milliseconds of a clock that only runs forward. */
static JSValue host_clock(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count, (void)given;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return JS_NewFloat64(context, (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
}

/** The program takes this process's place; its words are ours from `first` on, as they were given. */
static JSValue host_become(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  int first = number_of(context, given, 1) + 1;
  const char *program = text_of(context, given, 0);
  if (program == NULL || first < 1 || first > word_count) {
    return JS_EXCEPTION;
  }
  char **words = process_words + first - 1;
  char *replaced = words[0];
  words[0] = (char *)program;
  become(program, words);
  JSValue result = answer(-1);
  words[0] = replaced;
  JS_FreeCString(context, program);
  return result;
}

static JSValue host_hand_over(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  const char *why = text_of(context, given, 0);
  exit(mochi_host_hand_over(why == NULL ? "?" : why));
}

static JSValue host_exit(JSContext *context, JSValueConst self, int count, Arguments given) {
  (void)self, (void)count;
  _exit(number_of(context, given, 0));
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("open", 3, host_open),
    JS_CFUNC_DEF("close", 1, host_close),
    JS_CFUNC_DEF("read", 2, host_read),
    JS_CFUNC_DEF("write", 2, host_write),
    JS_CFUNC_DEF("sync", 1, host_sync),
    JS_CFUNC_DEF("readFile", 1, host_read_file),
    JS_CFUNC_DEF("status", 2, host_status),
    JS_CFUNC_DEF("list", 1, host_list),
    JS_CFUNC_DEF("realPath", 1, host_real_path),
    JS_CFUNC_DEF("linkTarget", 1, host_link_target),
    JS_CFUNC_DEF("access", 2, host_access),
    JS_CFUNC_DEF("makeFolder", 2, host_make_folder),
    JS_CFUNC_DEF("makeUniqueFolder", 1, host_make_unique_folder),
    JS_CFUNC_DEF("removeFile", 1, host_remove_file),
    JS_CFUNC_DEF("removeFolder", 1, host_remove_folder),
    JS_CFUNC_DEF("rename", 2, host_rename),
    JS_CFUNC_DEF("changeMode", 2, host_change_mode),
    JS_CFUNC_DEF("touch", 1, host_touch),
    JS_CFUNC_DEF("encode", 1, host_encode),
    JS_CFUNC_DEF("decode", 1, host_decode),
    JS_CFUNC_DEF("isUtf8", 1, host_is_utf8),
    JS_CFUNC_DEF("blake3", 1, host_blake3),
    JS_CFUNC_DEF("sha256", 1, host_sha256),
    JS_CFUNC_DEF("folder", 0, host_folder),
    JS_CFUNC_DEF("words", 0, host_words),
    JS_CFUNC_DEF("setting", 1, host_setting),
    JS_CFUNC_DEF("set", 2, host_set),
    JS_CFUNC_DEF("workingFolder", 0, host_working_folder),
    JS_CFUNC_DEF("hostName", 0, host_name),
    JS_CFUNC_DEF("user", 0, host_user),
    JS_CFUNC_DEF("process", 0, host_process),
    JS_CFUNC_DEF("isTerminal", 1, host_is_terminal),
    JS_CFUNC_DEF("clock", 0, host_clock),
    JS_CFUNC_DEF("become", 2, host_become),
    JS_CFUNC_DEF("exit", 1, host_exit),
    JS_CFUNC_DEF("handOver", 1, host_hand_over),
};

void mochi_host_offer(JSContext *context) {
  JSValue global = JS_GetGlobalObject(context);
  JSValue host = JS_NewObject(context);
  JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof *functions);
  JS_SetPropertyStr(context, global, "host", host);
  JS_FreeValue(context, global);
}
