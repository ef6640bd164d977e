// Deep stacks on Linux and macOS: mmap'd without being backed, a guard below, sigaltstack for the
// handler. The switch itself is a few instructions on x86-64 and aarch64; elsewhere a thread with
// that stack runs the body while the first thread waits.

#if !defined(_WIN32) && !defined(__wasi__)

#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DARWIN_C_SOURCE
#define _XOPEN_SOURCE 700
#endif

#include "platform/stack.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <pthread.h>
#endif

// Frames larger than this that touch their far end first would step over the guard.
enum { GUARD_SIZE = 1 << 20, SMALLEST_STACK = 1 << 20, SIGNAL_STACK_SIZE = 1 << 16 };

static char *guard_start;
static void (*overflow_handler)(const void *counter, const void *pointer);
// Static, so that it is there however little memory is left.
static _Alignas(16) char signal_stack[SIGNAL_STACK_SIZE];

static const void *fault_counter(const void *context) {
  const ucontext_t *fault = context;
#if defined(__linux__) && defined(__x86_64__)
  return (const void *)fault->uc_mcontext.gregs[REG_RIP];
#elif defined(__linux__) && defined(__aarch64__)
  return (const void *)fault->uc_mcontext.pc;
#elif defined(__APPLE__) && defined(__x86_64__)
  return (const void *)fault->uc_mcontext->__ss.__rip;
#elif defined(__APPLE__) && defined(__aarch64__)
  return (const void *)fault->uc_mcontext->__ss.__pc;
#else
  (void)fault;
  return NULL;
#endif
}

static const void *fault_pointer(const void *context) {
  const ucontext_t *fault = context;
#if defined(__linux__) && defined(__x86_64__)
  return (const void *)fault->uc_mcontext.gregs[REG_RSP];
#elif defined(__linux__) && defined(__aarch64__)
  return (const void *)fault->uc_mcontext.sp;
#elif defined(__APPLE__) && defined(__x86_64__)
  return (const void *)fault->uc_mcontext->__ss.__rsp;
#elif defined(__APPLE__) && defined(__aarch64__)
  return (const void *)fault->uc_mcontext->__ss.__sp;
#else
  (void)fault;
  return NULL;
#endif
}

static void on_fault(int number, siginfo_t *information, void *context) {
  uintptr_t address = (uintptr_t)information->si_addr;
  uintptr_t guard = (uintptr_t)guard_start;
  if (address >= guard && address < guard + GUARD_SIZE) {
    overflow_handler(fault_counter(context), fault_pointer(context));
  }
  // Another fault: SA_RESETHAND has put the default action back, the instruction faults again.
  (void)number;
}

static void install_fault_handler(void) {
  stack_t alternate = {0};
  alternate.ss_sp = signal_stack;
  alternate.ss_size = sizeof signal_stack;
  sigaltstack(&alternate, NULL);
  struct sigaction action = {0};
  action.sa_sigaction = on_fault;
  action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
  sigaction(SIGSEGV, &action, NULL);
#if defined(__APPLE__)
  sigaction(SIGBUS, &action, NULL);
#endif
}

static char *reserve(size_t *size) {
  int flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE;
  for (; *size >= SMALLEST_STACK; *size /= 2) {
    void *memory = mmap(NULL, *size + GUARD_SIZE, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory != MAP_FAILED) {
#if defined(MADV_NOHUGEPAGE)
      // A shallow program would pay for 2 MB of it.
      madvise(memory, *size + GUARD_SIZE, MADV_NOHUGEPAGE);
#endif
      mprotect(memory, GUARD_SIZE, PROT_NONE);
      return memory;
    }
  }
  return NULL;
}

// AddressSanitizer wants to know which stack is in use.
#if defined(MOCHI_SANITIZE)
void __sanitizer_start_switch_fiber(void **fake_stack_save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack_save, const void **bottom_old, size_t *size_old);

static void (*switched_body)(void);
static const void *first_stack_bottom;
static size_t first_stack_size;

static void run_switched(void) {
  void *fake = NULL;
  __sanitizer_finish_switch_fiber(NULL, &first_stack_bottom, &first_stack_size);
  switched_body();
  __sanitizer_start_switch_fiber(&fake, first_stack_bottom, first_stack_size);
}
#endif

#if defined(__x86_64__)

static MOCHI_NOINLINE void call_on(char *top, void (*body)(void)) {
  __asm__ volatile(
      "movq %%rsp, %%rbx\n\t"
      "movq %[top], %%rsp\n\t"
      "call *%[body]\n\t"
      "movq %%rbx, %%rsp\n\t"
      :
      : [top] "r"(top), [body] "r"(body)
      : "rbx", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc",
        "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

#elif defined(__aarch64__)

static MOCHI_NOINLINE void call_on(char *top, void (*body)(void)) {
  __asm__ volatile(
      "mov x19, sp\n\t"
      "mov sp, %[top]\n\t"
      "blr %[body]\n\t"
      "mov sp, x19\n\t"
      :
      : [top] "r"(top), [body] "r"(body)
      : "x19", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
        "x14", "x15", "x16", "x17", "x30", "memory", "cc",
        "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21", "v22",
        "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
}

#else

static void (*thread_body)(void);

static void *run_thread(void *unused) {
  (void)unused;
  // The alternate stack belongs to a thread: this one needs it.
  install_fault_handler();
  thread_body();
  return NULL;
}

#endif

void mochi_stack_run(size_t size, void (*body)(void), void (*overflow)(const void *counter, const void *pointer)) {
  size &= ~(size_t)0xffff;
  char *memory = reserve(&size);
  if (memory == NULL) {
    body();
    return;
  }
  guard_start = memory;
  overflow_handler = overflow;
  char *top = memory + GUARD_SIZE + size;
  void *outer = mochi_stack_base;
  mochi_stack_base = top;
#if defined(__x86_64__) || defined(__aarch64__)
  install_fault_handler();
#if defined(MOCHI_SANITIZE)
  void *fake = NULL;
  switched_body = body;
  __sanitizer_start_switch_fiber(&fake, memory + GUARD_SIZE, size);
  call_on(top, run_switched);
  __sanitizer_finish_switch_fiber(fake, NULL, NULL);
#else
  call_on(top, body);
#endif
#else
  pthread_attr_t attributes;
  pthread_t thread;
  thread_body = body;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, memory + GUARD_SIZE, size);
  if (pthread_create(&thread, &attributes, run_thread, NULL) != 0) {
    mochi_stack_base = outer;
    body();
    return;
  }
  pthread_join(thread, NULL);
#endif
  mochi_stack_base = outer;
  munmap(memory, size + GUARD_SIZE);
}

#endif
