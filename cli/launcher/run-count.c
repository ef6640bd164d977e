// Counting runs; see the header. A byte is appended for each: parallel runs lose none, nothing is
// locked, and where there is no such file, one failing system call is all that it costs.

#include "run-count.h"

#include "platform/platform.h"

#include <string.h>

static const char name[] = "runs";

/** 10, 100, 1000 …: should an attempt come to nothing, the next isn't near. */
static bool is_due(uint64_t runs) {
  uint64_t due = MOCHI_COUNTED_RUNS;
  while (due < runs) {
    due *= 10;
  }
  return due == runs;
}

bool mochi_run_count(const char *program) {
  char path[MOCHI_PATH_SIZE];
  const char *slash = strrchr(program, '/');
  size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - program);
  if (strcmp(mochi_platform_setting("MOCHI_BACKGROUND"), "0") == 0 || folder + sizeof name > sizeof path) {
    return false;
  }
  memcpy(path, program, folder);
  memcpy(path + folder, name, sizeof name);
  struct mochi_facts facts;
  int file = mochi_platform_append(path, &facts);
  if (file < 0) {
    return false;
  }
  bool is_counted = mochi_platform_write(file, "+", 1);
  mochi_platform_close(file);
  return is_counted && is_due(facts.size + 1);
}
