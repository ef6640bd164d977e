// The process for JavaScript, and its end: it becomes the program, or hands over; see the header. host-files.c and host-texts.c have
// the other functions of `host`.

#define _GNU_SOURCE

#include "host.h"

#include "call.h"

#include "../../launcher/quick-core.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
  if (launcher != NULL) {
    process_words[0] = MOCHI_HANDED_OVER;
    become(launcher, process_words);
  }
  fprintf(stderr, "mochi: the compiler can't be started: %s\nhelp: install Mochi again\n", launcher == NULL ? "nobody said where it is" : strerror(errno));
  return 1;
}

// ---------------------------------------------------------------- functions of `host`

MOCHI_HOST_FUNCTION(host_words) {
  (void)given;
  JSValue words = JS_NewArray(context);
  for (int at = 1; at < word_count; at++) {
    JS_SetPropertyUint32(context, words, (uint32_t)at - 1, JS_NewString(context, process_words[at]));
  }
  return words;
}

MOCHI_HOST_FUNCTION(host_folder) {
  (void)given;
  const char *slash = strrchr(process_words[0], '/');
  return JS_NewStringLen(context, process_words[0], slash == NULL ? 0 : (size_t)(slash - process_words[0]));
}

MOCHI_HOST_FUNCTION(host_setting) {
  const char *name = JS_ToCString(context, given[0]);
  if (name == NULL) {
    return JS_EXCEPTION;
  }
  const char *value = getenv(name);
  JS_FreeCString(context, name);
  return value == NULL ? JS_UNDEFINED : JS_NewString(context, value);
}

MOCHI_HOST_FUNCTION(host_set) {
  const char *name = JS_ToCString(context, given[0]);
  const char *value = JS_IsUndefined(given[1]) ? NULL : JS_ToCString(context, given[1]);
  if (name != NULL) {
    value == NULL ? unsetenv(name) : setenv(name, value, 1);
  }
  JS_FreeCString(context, name);
  JS_FreeCString(context, value);
  return JS_UNDEFINED;
}

MOCHI_HOST_FUNCTION(host_working_folder) {
  (void)given;
  char path[4096];
  return mochi_text_or_error(context, getcwd(path, sizeof path));
}

MOCHI_HOST_FUNCTION(host_name) {
  (void)given;
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return JS_NewString(context, name);
}

MOCHI_HOST_FUNCTION(host_user) {
  (void)given;
  return JS_NewInt64(context, getuid());
}

MOCHI_HOST_FUNCTION(host_process) {
  (void)given;
  return JS_NewInt64(context, getpid());
}

MOCHI_HOST_FUNCTION(host_is_terminal) {
  return JS_NewBool(context, isatty(mochi_number_of(context, given[0])));
}

/** Milliseconds of a clock that only runs forward. */
MOCHI_HOST_FUNCTION(host_clock) {
  (void)given;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return JS_NewFloat64(context, (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
}

/** The program takes this process's place; its words are ours from `first` on, as they were given. */
MOCHI_HOST_FUNCTION(host_become) {
  int first = mochi_number_of(context, given[1]) + 1;
  const char *program = JS_ToCString(context, given[0]);
  if (program == NULL || first < 1 || first > word_count) {
    return JS_EXCEPTION;
  }
  char **words = process_words + first - 1;
  char *replaced = words[0];
  words[0] = (char *)program;
  become(program, words);
  JSValue result = mochi_answer(context, -1);
  words[0] = replaced;
  JS_FreeCString(context, program);
  return result;
}

MOCHI_HOST_FUNCTION(host_hand_over) {
  const char *why = JS_ToCString(context, given[0]);
  exit(mochi_host_hand_over(why == NULL ? "?" : why));
}

MOCHI_HOST_FUNCTION(host_exit) {
  _exit(mochi_number_of(context, given[0]));
}

static const JSCFunctionListEntry functions[] = {
    MOCHI_HOST_ENTRY("folder", 0, host_folder),
    MOCHI_HOST_ENTRY("words", 0, host_words),
    MOCHI_HOST_ENTRY("setting", 1, host_setting),
    MOCHI_HOST_ENTRY("set", 2, host_set),
    MOCHI_HOST_ENTRY("workingFolder", 0, host_working_folder),
    MOCHI_HOST_ENTRY("hostName", 0, host_name),
    MOCHI_HOST_ENTRY("user", 0, host_user),
    MOCHI_HOST_ENTRY("process", 0, host_process),
    MOCHI_HOST_ENTRY("isTerminal", 1, host_is_terminal),
    MOCHI_HOST_ENTRY("clock", 0, host_clock),
    MOCHI_HOST_ENTRY("become", 2, host_become),
    MOCHI_HOST_ENTRY("exit", 1, host_exit),
    MOCHI_HOST_ENTRY("handOver", 1, host_hand_over),
};

void mochi_host_offer(JSContext *context) {
  JSValue global = JS_GetGlobalObject(context);
  JSValue host = JS_NewObject(context);
  mochi_host_offer_files(context, host);
  mochi_host_offer_texts(context, host);
  JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof *functions);
  JS_SetPropertyStr(context, global, "host", host);
  JS_FreeValue(context, global);
}
