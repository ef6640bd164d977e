// Runs a command and writes what it cost to file descriptor 3: CPU seconds, peak memory in KiB, status.
// Its output goes where this program's goes. Memory is the child's own: nothing big runs before exec.
//
// The time is that of all processes it starts, also of those that it leaves behind: the collector's snapshot
// (memory/aside.h) may outlive the program by a moment. Peak memory is the largest process's.

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#else
#define __WALL 0
#endif

static double seconds_of(const struct rusage *usage) {
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) + (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    return 2;
  }
#if defined(__linux__)
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
  pid_t child = fork();
  if (child == 0) {
    close(3);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    return 2;
  }
  double seconds = seconds_of(&usage);
  struct rusage left_behind;
  while (wait4(-1, NULL, __WALL, &left_behind) > 0) {
    seconds += seconds_of(&left_behind);
  }
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  dprintf(3, "%.6f %ld %d\n", seconds, usage.ru_maxrss, code);
  return 0;
}
