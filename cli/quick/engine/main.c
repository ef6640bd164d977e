// The quick core: the compiler (cli/quick/quick-start.ts) run by QuickJS, from a heap in which it has been evaluated.
//
//   quick-core --heap BUNDLE HEAP    evaluates the bundle and writes the heap; the build does that
//   FOLDER/quick-core WORDS…         what `mochi WORDS…` asked for; the launcher starts it so, as FOLDER lies beside the compiler core
//
// Whatever isn't ordinary is left to the compiler core, as if this program had never run: it writes nothing
// that is seen outside before it knows that it will succeed.

#define _GNU_SOURCE

#include "heap.h"
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
  /** Of the stack, for the C library and what was there before. */
  SPARE_STACK = 256 << 10,
  /** What is less isn't worth the attempt. */
  LEAST_STACK = 1 << 20,
  MOST_STACK = 64 << 20,
};

/** The block. Without memory there is no going on: JavaScript could catch it, and take it for something else. */
static void *needed(void *block) {
  if (block == NULL) {
    exit(mochi_host_hand_over("it needs too much memory"));
  }
  return block;
}

static void *allocate_zeroed(void *opaque, size_t count, size_t size) {
  (void)opaque;
  void *block = needed(size != 0 && count > SIZE_MAX / size ? NULL : mochi_heap_allocate(count * size));
  return memset(block, 0, count * size);
}

static void *allocate(void *opaque, size_t size) {
  (void)opaque;
  return needed(mochi_heap_allocate(size));
}

static void give_back(void *opaque, void *block) {
  (void)opaque;
  mochi_heap_free(block);
}

static void *resize(void *opaque, void *block, size_t size) {
  (void)opaque;
  return needed(mochi_heap_resize(block, size));
}

static const JSMallocFunctions memory = {allocate_zeroed, allocate, give_back, resize, mochi_heap_size};

/** What the heap's root is. */
struct compiler {
  JSContext *context;
  /** The bundle's function `run`. */
  JSValue run;
};

/** The whole file, with a zero behind it; NULL when it can't be read. */
static char *read_text(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    return NULL;
  }
  *size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(*size + 1);
  if (text != NULL && fread(text, 1, *size, file) == *size) {
    text[*size] = '\0';
    return text;
  }
  return NULL;
}

static int fail(JSContext *context, const char *what) {
  JSValue error = JS_GetException(context);
  JSValue stack = JS_GetPropertyStr(context, error, "stack");
  const char *message = JS_ToCString(context, error);
  const char *where = JS_ToCString(context, stack);
  fprintf(stderr, "quick-core: %s: %s\n%s\n", what, message == NULL ? "?" : message, where == NULL ? "" : where);
  return 1;
}

/** The bundle as bytecode. It is made in a heap of its own, so that nothing of that work is left in the one that is written. */
static uint8_t *compile(const char *bundle, size_t *size) {
  size_t length = 0;
  char *text = read_text(bundle, &length);
  if (text == NULL || !mochi_heap_begin()) {
    perror(bundle);
    return NULL;
  }
  JSContext *context = JS_NewContext(JS_NewRuntime2(&memory, NULL));
  JSValue script = JS_Eval(context, text, length, "mochi", JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
  uint8_t *bytecode = JS_IsException(script) ? NULL : JS_WriteObject(context, size, script, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE | JS_WRITE_OBJ_STRIP_DEBUG);
  if (bytecode == NULL) {
    fail(context, "the bundle can't be compiled");
    return NULL;
  }
  uint8_t *copy = malloc(*size);
  if (copy != NULL) {
    memcpy(copy, bytecode, *size);
  }
  mochi_heap_end();
  return copy;
}

static int write_heap(const char *bundle, const char *target) {
  size_t size;
  uint8_t *bytecode = compile(bundle, &size);
  if (bytecode == NULL || !mochi_heap_begin()) {
    return 1;
  }
  JSRuntime *runtime = JS_NewRuntime2(&memory, NULL);
  // A process lives for milliseconds: nothing is collected.
  JS_SetGCThreshold(runtime, SIZE_MAX);
  JS_SetMaxStackSize(runtime, LEAST_STACK);
  struct compiler *compiler = mochi_heap_allocate(sizeof *compiler);
  JSContext *context = JS_NewContext(runtime);
  compiler->context = context;
  mochi_host_offer(context);
  JSValue script = JS_ReadObject(context, bytecode, size, JS_READ_OBJ_BYTECODE);
  if (JS_IsException(script) || JS_IsException(JS_EvalFunction(context, script))) {
    return fail(context, "the bundle can't be evaluated");
  }
  JSValue global = JS_GetGlobalObject(context);
  compiler->run = JS_GetPropertyStr(context, global, "run");
  JS_FreeValue(context, global);
  mochi_javascript_forget_stack(context);
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  mochi_heap_forget(here - LEAST_STACK, here);
  if (!mochi_heap_write(target, compiler)) {
    perror(target);
    return 1;
  }
  return 0;
}

/** How much of the stack JavaScript may use; 0: too little. */
static size_t stack_size(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > MOST_STACK) {
    return MOST_STACK - SPARE_STACK;
  }
  return limit.rlim_cur < LEAST_STACK ? 0 : (size_t)limit.rlim_cur - SPARE_STACK;
}

/** The heap beside the program. */
static struct compiler *open_heap(const char *program) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s.heap", program);
  return length > 0 && (size_t)length < sizeof path ? mochi_heap_map(path) : NULL;
}

int main(int count, char **words) {
  if (count == 4 && strcmp(words[1], "--heap") == 0) {
    return write_heap(words[2], words[3]);
  }
  mochi_host_begin(count, words);
  size_t stack = stack_size();
  struct compiler *compiler = stack == 0 ? NULL : open_heap(words[0]);
  if (compiler == NULL) {
    return mochi_host_hand_over(stack == 0 ? "the stack is too small" : "there is no heap of this program's");
  }
  JSContext *context = compiler->context;
  JSRuntime *runtime = JS_GetRuntime(context);
  JS_SetMaxStackSize(runtime, stack);
  JS_UpdateStackTop(runtime);
  JSValue result = JS_Call(context, compiler->run, JS_UNDEFINED, 0, NULL);
  JSContext *job;
  while (!JS_IsException(result) && JS_ExecutePendingJob(runtime, &job) > 0) {
  }
  return mochi_host_hand_over("it came to no end");
}
