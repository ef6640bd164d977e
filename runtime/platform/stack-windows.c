// Deep stacks on Windows: a thread whose stack is reserved, not committed; the first thread waits.
// The system keeps the guard page; when it can't grow the stack any more, a vectored handler runs on
// what SetThreadStackGuarantee held back.

#if defined(_WIN32)

#define WIN32_LEAN_AND_MEAN
#include "platform/stack.h"

#include <windows.h>

enum { SMALLEST_STACK = 1 << 20, HANDLER_STACK_SIZE = 1 << 16 };

static void (*thread_body)(void);
static void (*overflow_handler)(const void *counter, const void *pointer);

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *fault) {
  if (fault->ExceptionRecord->ExceptionCode == EXCEPTION_STACK_OVERFLOW) {
    overflow_handler(fault->ExceptionRecord->ExceptionAddress, (const void *)fault->ContextRecord->Rsp);
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

static DWORD WINAPI run_thread(void *unused) {
  (void)unused;
  ULONG guarantee = HANDLER_STACK_SIZE;
  SetThreadStackGuarantee(&guarantee);
  mochi_stack_base = ((const NT_TIB *)NtCurrentTeb())->StackBase;
  thread_body();
  mochi_stack_base = NULL;
  return 0;
}

void mochi_stack_run(size_t size, void (*body)(void), void (*overflow)(const void *counter, const void *pointer)) {
  thread_body = body;
  overflow_handler = overflow;
  AddVectoredExceptionHandler(1, on_exception);
  HANDLE thread = NULL;
  for (; thread == NULL && size >= SMALLEST_STACK; size /= 2) {
    thread = CreateThread(NULL, size, run_thread, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  }
  if (thread == NULL) {
    body();
    return;
  }
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

#endif
