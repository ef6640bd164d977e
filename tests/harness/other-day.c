// Runs a command on another day: `other-day SECONDS COMMAND…` adds so many seconds to every clock that tells the date.
//
// A library that is loaded first (LD_PRELOAD, as faketime has it) doesn't reach static programs, and zig is one. So the kernel
// is asked: a seccomp filter stops the command, and all that it starts, at the system calls that tell the date, and this
// process, their tracer, changes the answers. The page of the kernel's own (vDSO) by which the C library reads the clock
// without a call is taken off the list that each program gets at its start. Files keep the true date: the kernel stamps them.

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PTRACE_GET_INFO 0x420e

enum { ENTRY = 1, EXIT = 2, FILTERED = 3 };

// struct ptrace_syscall_info, which not every C library has.
struct call {
  uint8_t op;
  uint32_t arch;
  uint64_t instruction, stack;
  uint64_t number, args[6];
  uint32_t data;
} __attribute__((aligned(8)));

#ifdef SYS_time
#define OTHER_CLOCK SYS_time
#else
#define OTHER_CLOCK SYS_gettimeofday
#endif

static void fail(const char *what) {
  perror(what);
  exit(125);
}

/// In the child: stop at what tells the date, then become the command.
static void run(char **command) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OTHER_CLOCK, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOCK_REALTIME, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOCK_REALTIME_COARSE, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0 || raise(SIGSTOP) != 0) fail("other-day: tracing");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) fail("other-day: filter");
  execvp(command[0], command);
  fail(command[0]);
}

static uint64_t word_at(pid_t process, uint64_t address) {
  return (uint64_t)ptrace(PTRACE_PEEKDATA, process, address, 0);
}

/// A new program's stack: argc, arguments, 0, environment, 0, pairs of what the kernel tells it.
static void hide_vdso(pid_t process) {
  struct call call;
  if (ptrace(PTRACE_GET_INFO, process, sizeof call, &call) <= 0) return;
  uint64_t at = call.stack + 8 * (word_at(process, call.stack) + 2);
  while (word_at(process, at) != 0) at += 8;
  for (at += 8; word_at(process, at) != AT_NULL; at += 16) {
    if (word_at(process, at) == AT_SYSINFO_EHDR) ptrace(PTRACE_POKEDATA, process, at, AT_IGNORE);
  }
}

/// The filtered call runs to its end, then its answer is changed. False when the process ended meanwhile.
static int change_answer(pid_t process, int64_t seconds) {
  struct call call;
  int status;
  if (ptrace(PTRACE_GET_INFO, process, sizeof call, &call) <= 0 || call.op != FILTERED) return 1;
  if (ptrace(PTRACE_SYSCALL, process, 0, 0) != 0 || waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status)) return 0;
  uint64_t answer = call.number == SYS_clock_gettime ? call.args[1] : call.args[0];
  if (answer != 0) ptrace(PTRACE_POKEDATA, process, answer, word_at(process, answer) + (uint64_t)seconds);
  return 1;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: other-day SECONDS COMMAND [ARGUMENTS]\n", stderr);
    return 125;
  }
  int64_t seconds = atoll(argv[1]);
  pid_t child = fork();
  if (child == 0) run(argv + 2);
  int status;
  long follow = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  if (child < 0 || waitpid(child, &status, 0) != child || ptrace(PTRACE_SETOPTIONS, child, 0, follow) != 0) fail("other-day: tracing");
  ptrace(PTRACE_CONT, child, 0, 0);
  for (pid_t process; (process = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;) {
    if (process <= 0) continue;
    if (!WIFSTOPPED(status)) {
      if (process == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_EXEC) hide_vdso(process);
    if (event == PTRACE_EVENT_SECCOMP && !change_answer(process, seconds)) continue;
    // New threads and processes begin with a stop of their own.
    int is_ours = event != 0 || signal == SIGSTOP || signal == (SIGTRAP | 0x80);
    ptrace(PTRACE_CONT, process, 0, is_ours ? 0 : signal);
  }
  return 125;
}
