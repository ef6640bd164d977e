// Runs several commands in turn, N rounds, their output thrown away, and writes one line per command:
// the wall time from start to end in milliseconds, fastest, median and 90th percentile.
//
//   start N command words --- command words --- …
//
// posix_spawn, not fork: what starting costs must not depend on the size of who starts.

#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

enum { MAX_COMMANDS = 32, WARM_UP = 3 };

extern char **environ;

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv) {
  int rounds = argc > 2 ? atoi(argv[1]) : 0;
  char **commands[MAX_COMMANDS] = {argv + 2};
  int count = rounds > 0 ? 1 : 0;
  for (int at = 2; at < argc && count < MAX_COMMANDS; at++) {
    if (strcmp(argv[at], "---") == 0) {
      argv[at] = NULL;
      commands[count++] = argv + at + 1;
    }
  }
  double *times = calloc((size_t)rounds * (size_t)count + 1, sizeof *times);
  posix_spawn_file_actions_t quietly;
  if (times == NULL || count == 0 || posix_spawn_file_actions_init(&quietly) != 0) {
    return 2;
  }
  posix_spawn_file_actions_addopen(&quietly, 1, "/dev/null", O_WRONLY, 0);
  for (int round = -WARM_UP; round < rounds; round++) {
    for (int at = 0; at < count; at++) {
      pid_t child;
      int status = 0;
      double before = milliseconds();
      if (posix_spawnp(&child, commands[at][0], &quietly, NULL, commands[at], environ) != 0 || waitpid(child, &status, 0) < 0 || status != 0) {
        fprintf(stderr, "%s failed\n", commands[at][0]);
        return 1;
      }
      if (round >= 0) {
        times[at * rounds + round] = milliseconds() - before;
      }
    }
  }
  for (int at = 0; at < count; at++) {
    double *own = times + (size_t)at * (size_t)rounds;
    qsort(own, (size_t)rounds, sizeof *own, compare);
    printf("%.4f %.4f %.4f\n", own[0], own[rounds / 2], own[rounds * 9 / 10]);
  }
  return 0;
}
