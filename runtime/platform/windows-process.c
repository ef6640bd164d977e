// Windows: the process, its arguments and environment, clocks, pages.

#if defined(_WIN32)

#define WIN32_LEAN_AND_MEAN
#include "platform/system.h"

#include "platform/windows-path.h"

#include <corecrt_startup.h>
#include <errno.h>
#include <stdlib.h>
#include <windows.h>

bool mochi_windows_widen(const char *text, wchar_t *wide, int capacity) {
  return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, capacity) > 0;
}

char *mochi_windows_narrow(const wchar_t *wide) {
  int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
  char *text = size > 0 ? malloc((size_t)size) : NULL;
  if (text != NULL) {
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
  }
  return text;
}

int64_t mochi_windows_failure(void) {
  switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_NETPATH:
    case ERROR_INVALID_DRIVE:
      return -ENOENT;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_PRIVILEGE_NOT_HELD:
      return -EACCES;
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
      return -EEXIST;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
      return -EPIPE;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return -ENOSPC;
    case ERROR_DIRECTORY:
      return -ENOTDIR;
    case ERROR_DIR_NOT_EMPTY:
      return -ENOTEMPTY;
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_NO_UNICODE_TRANSLATION:
    case ERROR_INSUFFICIENT_BUFFER:
      return -ENAMETOOLONG;
    case ERROR_NOT_SAME_DEVICE:
      return -EXDEV;
    case ERROR_WRITE_PROTECT:
      return -EROFS;
    case ERROR_INVALID_HANDLE:
      return -EBADF;
    case ERROR_TOO_MANY_OPEN_FILES:
      return -EMFILE;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
      return -ENOMEM;
    default:
      return -EIO;
  }
}

void mochi_platform_begin(int *argc, char ***argv) {
  // The C library has already made `argv` of the same words, in a code page that lacks most letters.
  if (_configure_wide_argv(_crt_argv_unexpanded_arguments) == 0 && __wargv != NULL) {
    int count = __argc;
    char **words = malloc(((size_t)count + 1) * sizeof *words);
    if (words != NULL) {
      for (int i = 0; i < count; i++) {
        words[i] = mochi_windows_narrow(__wargv[i]);
      }
      words[count] = NULL;
      *argc = count;
      *argv = words;
    }
  }
  if (mochi_platform_is_terminal(MOCHI_STANDARD_OUTPUT) || mochi_platform_is_terminal(MOCHI_STANDARD_ERROR)) {
    SetConsoleOutputCP(CP_UTF8);
  }
}

const char *mochi_platform_environment(const char *name) {
  wchar_t wide_name[256];
  if (!mochi_windows_widen(name, wide_name, 256)) {
    return NULL;
  }
  DWORD size = GetEnvironmentVariableW(wide_name, NULL, 0);
  wchar_t *wide = size > 0 ? malloc(size * sizeof *wide) : NULL;
  char *value = NULL;
  if (wide != NULL && GetEnvironmentVariableW(wide_name, wide, size) < size) {
    value = mochi_windows_narrow(wide);
  }
  free(wide);
  return value;
}

int64_t mochi_platform_process_id(void) {
  return (int64_t)GetCurrentProcessId();
}

_Noreturn void mochi_platform_exit(int status) {
  TerminateProcess(GetCurrentProcess(), (UINT)status);
  __builtin_unreachable();
}

void mochi_platform_at_exit(void (*body)(void)) {
  atexit(body);
}

static void (*termination_flush)(void);
static const char *volatile unfinished_file;
static HANDLE program_thread;

// Runs on a thread of its own: the program must stand still while its buffer is written.
static BOOL WINAPI on_console_event(DWORD event) {
  (void)event;
  SuspendThread(program_thread);
  termination_flush();
  if (unfinished_file != NULL) {
    mochi_platform_remove(unfinished_file);
  }
  return FALSE;
}

void mochi_platform_set_unfinished(const char *path) {
  unfinished_file = path;
}

void mochi_platform_on_termination(void (*flush)(void)) {
  termination_flush = flush;
  HANDLE process = GetCurrentProcess();
  if (DuplicateHandle(process, GetCurrentThread(), process, &program_thread, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
    SetConsoleCtrlHandler(on_console_event, TRUE);
  }
}

int64_t mochi_platform_wall_clock(void) {
  const int64_t unix_epoch = INT64_C(116444736000000000);
  FILETIME now;
  GetSystemTimePreciseAsFileTime(&now);
  return (((int64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) - unix_epoch) * 100;
}

int64_t mochi_platform_steady_clock(void) {
  LARGE_INTEGER frequency;
  LARGE_INTEGER now;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&now);
  int64_t second = frequency.QuadPart;
  return now.QuadPart / second * 1000000000 + now.QuadPart % second * 1000000000 / second;
}

void mochi_platform_sleep(int64_t nanoseconds) {
  const int64_t longest = INT64_C(0x7fffffff);
  for (int64_t left = nanoseconds / 1000000 + (nanoseconds % 1000000 > 0); left > 0; left -= longest) {
    Sleep((DWORD)(left < longest ? left : longest));
  }
}

void *mochi_platform_map(size_t size) {
  return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void mochi_platform_unmap(void *memory, size_t size) {
  (void)size;
  VirtualFree(memory, 0, MEM_RELEASE);
}

// Reservations are aligned to 64 KB as they are. More than a few times what could ever be committed is refused: wine
// keeps, and fills, a byte for each reserved page, 256 MB for the terabyte that the heap asks for first.
void *mochi_platform_reserve(size_t size) {
  MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
  bool is_too_much = GlobalMemoryStatusEx(&memory) && size / 4 > memory.ullTotalPageFile;
  return is_too_much ? NULL : VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_NOACCESS);
}

size_t mochi_platform_taken(const void *memory) {
  (void)memory;
  return 0;
}

bool mochi_platform_commit(void *memory, size_t size) {
  return VirtualAlloc(memory, size, MEM_COMMIT, PAGE_READWRITE) != NULL;
}

bool mochi_platform_discard(void *memory, size_t size) {
  return VirtualFree(memory, size, MEM_DECOMMIT) && VirtualAlloc(memory, size, MEM_COMMIT, PAGE_READWRITE) != NULL;
}

bool mochi_platform_move(void *from, void *to, size_t size) {
  (void)from;
  (void)to;
  (void)size;
  return false;
}

size_t mochi_platform_page_size(void) {
  return 4096;
}

#endif
