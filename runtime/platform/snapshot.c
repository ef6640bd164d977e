// Work on a snapshot of the process: a forked copy on Linux. Elsewhere there is none: Windows and WASI can't
// fork, and on macOS a fork without exec is what the system's libraries warn of.
//
// The copy is nobody's surprise: no SIGCHLD is sent when it ends (its exit signal is 0, so only __WALL waits
// for it, and no wait of the program's own meets it), it has all signals blocked, so that no handler runs
// twice, it dies with this process, and where memory runs out it asks to be killed first.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "platform/system.h"

#if defined(__linux__)

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void *mochi_platform_map_shared(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static void offer_to_be_killed_first(void) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file >= 0) {
    mochi_platform_write(file, "1000", 4);
    close(file);
  }
}

int64_t mochi_platform_snapshot(void (*body)(void *context), void *context) {
  pid_t parent = getpid();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  // The call itself, not libc's fork(): that sends a signal and runs handlers.
  int64_t child = syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
  int cause = errno;
  if (child == 0) {
    // It may have been too late for that: then the parent is another one already.
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL) == 0 && getppid() == parent) {
      offer_to_be_killed_first();
      body(context);
    }
    _exit(0);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  return child < 0 ? -(int64_t)cause : child;
}

bool mochi_platform_snapshot_has_ended(int64_t snapshot, bool wait) {
  pid_t ended;
  do {
    ended = waitpid((pid_t)snapshot, NULL, wait ? __WALL : __WALL | WNOHANG);
  } while (ended < 0 && errno == EINTR);
  return ended != 0;
}

void mochi_platform_snapshot_kill(int64_t snapshot) {
  kill((pid_t)snapshot, SIGKILL);
}

#else

void *mochi_platform_map_shared(size_t size) {
  (void)size;
  return NULL;
}

int64_t mochi_platform_snapshot(void (*body)(void *context), void *context) {
  (void)body;
  (void)context;
  return -1;
}

bool mochi_platform_snapshot_has_ended(int64_t snapshot, bool wait) {
  (void)snapshot;
  (void)wait;
  return true;
}

void mochi_platform_snapshot_kill(int64_t snapshot) {
  (void)snapshot;
}

#endif
