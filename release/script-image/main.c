// `main` of the runtime image. A script's linker (cli/script/compiler/link.c) fills in the program: its own
// `main`, or libmochi's that runs it on a deep stack; its `mochi_program`; and, for scripts whose runs are
// counted (cli/cache/counted-runs.ts), the file that says so. A program that used a second of processor
// time fills that file up, so that the launcher has it optimised at the next run. Programs end here or in
// mochi_platform_exit, which the linker wraps for that.

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "entry/entry.h"
#include "platform/system.h"

struct mochi_image_program {
  int (*main)(int argc, char **argv, void (*program)(void));
  void (*program)(void);
  const char *runs;
};

// Initialised, so that it lies in the file; volatile, so that nobody believes these values.
volatile struct mochi_image_program mochi_image_program = {mochi_main_with_stack, (void (*)(void))1, NULL};

static const char filling[MOCHI_COUNTED_RUNS] = {0};

static void note_long_run(void) {
  const char *path = mochi_image_program.runs;
  struct timespec used;
  if (path == NULL || clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || used.tv_sec < 1) {
    return;
  }
  int descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat status;
  if (descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < MOCHI_COUNTED_RUNS - 1) {
    ssize_t written = write(descriptor, filling, (size_t)(MOCHI_COUNTED_RUNS - 1 - status.st_size));
    (void)written; // only a wish
  }
  if (descriptor >= 0) {
    close(descriptor);
  }
}

_Noreturn void __real_mochi_platform_exit(int status);
_Noreturn void __wrap_mochi_platform_exit(int status);

void __wrap_mochi_platform_exit(int status) {
  note_long_run();
  __real_mochi_platform_exit(status);
}

int main(int argc, char **argv) {
  int status = mochi_image_program.main(argc, argv, mochi_image_program.program);
  note_long_run();
  return status;
}
