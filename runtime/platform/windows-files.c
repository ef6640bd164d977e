// Windows: descriptors and files, on handles and without the C library's text mode, so that the bytes
// are the same everywhere. A descriptor is an index into `files`; 0, 1, 2 are the standard streams.

#if defined(_WIN32)

#define WIN32_LEAN_AND_MEAN
#include "platform/system.h"

#include "platform/windows-path.h"

#include <errno.h>
#include <windows.h>

enum { FIRST_FILE = 3, MOST_FILES = 512, LARGEST_TRANSFER = 1 << 30 };

static HANDLE files[MOST_FILES];

static HANDLE handle_of(int descriptor) {
  switch (descriptor) {
    case MOCHI_STANDARD_INPUT:
      return GetStdHandle(STD_INPUT_HANDLE);
    case MOCHI_STANDARD_OUTPUT:
      return GetStdHandle(STD_OUTPUT_HANDLE);
    case MOCHI_STANDARD_ERROR:
      return GetStdHandle(STD_ERROR_HANDLE);
    default:
      return files[descriptor];
  }
}

int64_t mochi_platform_write(int descriptor, const void *bytes, size_t size) {
  HANDLE handle = handle_of(descriptor);
  const char *next = bytes;
  size_t left = size;
  while (left > 0) {
    DWORD written = 0;
    if (!WriteFile(handle, next, (DWORD)(left < LARGEST_TRANSFER ? left : LARGEST_TRANSFER), &written, NULL)) {
      return mochi_windows_failure();
    }
    next += written;
    left -= written;
  }
  return (int64_t)size;
}

// A line as it was typed. Bytes that don't fit wait for the next call; Ctrl-Z at its beginning ends the input.
static int64_t read_console(HANDLE console, char *bytes, size_t size) {
  static char line[4096];
  static size_t begin;
  static size_t end;
  if (begin == end) {
    wchar_t typed[1024];
    DWORD count = 0;
    if (!ReadConsoleW(console, typed, 1024, &count, NULL)) {
      return mochi_windows_failure();
    }
    if (count == 0 || typed[0] == 0x1a) {
      return 0;
    }
    begin = 0;
    end = (size_t)WideCharToMultiByte(CP_UTF8, 0, typed, (int)count, line, sizeof line, NULL, NULL);
  }
  size_t count = end - begin < size ? end - begin : size;
  mochi_copy(bytes, line + begin, count);
  begin += count;
  return (int64_t)count;
}

int64_t mochi_platform_read(int descriptor, void *bytes, size_t size) {
  HANDLE handle = handle_of(descriptor);
  if (mochi_platform_is_terminal(descriptor)) {
    return read_console(handle, bytes, size);
  }
  DWORD count = 0;
  if (!ReadFile(handle, bytes, (DWORD)(size < LARGEST_TRANSFER ? size : LARGEST_TRANSFER), &count, NULL)) {
    // A pipe whose writer is gone is at its end.
    return GetLastError() == ERROR_BROKEN_PIPE ? 0 : mochi_windows_failure();
  }
  return count;
}

bool mochi_platform_is_terminal(int descriptor) {
  DWORD mode;
  return GetConsoleMode(handle_of(descriptor), &mode) != 0;
}

uint32_t mochi_platform_terminal_width(int descriptor) {
  CONSOLE_SCREEN_BUFFER_INFO console;
  return GetConsoleScreenBufferInfo(handle_of(descriptor), &console) ? (uint32_t)(console.srWindow.Right - console.srWindow.Left + 1) : 0;
}

bool mochi_platform_is_broken_pipe(int64_t failure) {
  return failure == -EPIPE;
}

bool mochi_platform_is_missing(int64_t failure) {
  return failure == -ENOENT;
}

int64_t mochi_platform_open(const char *path, mochi_open_mode mode) {
  wchar_t wide[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(path, wide, MOCHI_WIDE_PATH)) {
    return mochi_windows_failure();
  }
  int descriptor = FIRST_FILE;
  while (descriptor < MOST_FILES && files[descriptor] != NULL) {
    descriptor++;
  }
  if (descriptor == MOST_FILES) {
    return -EMFILE;
  }
  DWORD access = GENERIC_READ;
  DWORD how = OPEN_EXISTING;
  switch (mode) {
    case MOCHI_OPEN_READ:
      break;
    case MOCHI_OPEN_REPLACE:
      access = GENERIC_WRITE;
      how = CREATE_ALWAYS;
      break;
    case MOCHI_OPEN_APPEND:
      access = FILE_APPEND_DATA;
      how = OPEN_ALWAYS;
      break;
    case MOCHI_OPEN_NEW:
      access = GENERIC_WRITE;
      how = CREATE_NEW;
      break;
  }
  DWORD attributes = GetFileAttributesW(wide);
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    return mode == MOCHI_OPEN_NEW ? -EEXIST : -EISDIR;
  }
  const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HANDLE handle = CreateFileW(wide, access, share, NULL, how, FILE_ATTRIBUTE_NORMAL, NULL);
  if (handle == INVALID_HANDLE_VALUE) {
    return mochi_windows_failure();
  }
  files[descriptor] = handle;
  return descriptor;
}

int64_t mochi_platform_close(int descriptor) {
  HANDLE handle = handle_of(descriptor);
  if (descriptor >= FIRST_FILE) {
    files[descriptor] = NULL;
  }
  return CloseHandle(handle) ? 0 : mochi_windows_failure();
}

int64_t mochi_platform_sync(int descriptor) {
  // Pipes and consoles can't be synced; that is no failure.
  return FlushFileBuffers(handle_of(descriptor)) || GetLastError() == ERROR_INVALID_FUNCTION || GetLastError() == ERROR_INVALID_HANDLE
             ? 0
             : mochi_windows_failure();
}

int64_t mochi_platform_file_size(int descriptor) {
  HANDLE handle = handle_of(descriptor);
  LARGE_INTEGER size;
  if (GetFileType(handle) != FILE_TYPE_DISK) {
    return 0;
  }
  return GetFileSizeEx(handle, &size) ? size.QuadPart : mochi_windows_failure();
}

bool mochi_platform_exists(const char *path) {
  wchar_t wide[MOCHI_WIDE_PATH];
  return mochi_windows_widen(path, wide, MOCHI_WIDE_PATH) && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

bool mochi_platform_is_replaceable(const char *path) {
  wchar_t wide[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(path, wide, MOCHI_WIDE_PATH)) {
    return false;
  }
  DWORD attributes = GetFileAttributesW(wide);
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    return mochi_platform_is_missing(mochi_windows_failure());
  }
  return (attributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_DEVICE)) == 0;
}

void mochi_platform_copy_mode(int descriptor, const char *to) {
  // A new file inherits its folder's permissions.
  (void)descriptor;
  (void)to;
}

int64_t mochi_platform_rename(const char *from, const char *to) {
  wchar_t wide_from[MOCHI_WIDE_PATH];
  wchar_t wide_to[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(from, wide_from, MOCHI_WIDE_PATH) || !mochi_windows_widen(to, wide_to, MOCHI_WIDE_PATH)) {
    return mochi_windows_failure();
  }
  return MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING) ? 0 : mochi_windows_failure();
}

int64_t mochi_platform_remove(const char *path) {
  wchar_t wide[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(path, wide, MOCHI_WIDE_PATH)) {
    return mochi_windows_failure();
  }
  DWORD attributes = GetFileAttributesW(wide);
  bool is_folder = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  return (is_folder ? RemoveDirectoryW(wide) : DeleteFileW(wide)) ? 0 : mochi_windows_failure();
}

int64_t mochi_platform_make_folder(const char *path) {
  wchar_t wide[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(path, wide, MOCHI_WIDE_PATH)) {
    return mochi_windows_failure();
  }
  if (CreateDirectoryW(wide, NULL)) {
    return 0;
  }
  int64_t failure = mochi_windows_failure();
  DWORD attributes = GetFileAttributesW(wide);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? 0 : failure;
}

int64_t mochi_platform_list_folder(const char *path, void (*each)(void *context, const char *name), void *context) {
  wchar_t pattern[MOCHI_WIDE_PATH];
  if (!mochi_windows_widen(path, pattern, MOCHI_WIDE_PATH - 2)) {
    return mochi_windows_failure();
  }
  DWORD attributes = GetFileAttributesW(pattern);
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
    return -ENOTDIR;
  }
  wcscat(pattern, L"\\*");
  WIN32_FIND_DATAW entry;
  HANDLE search = FindFirstFileW(pattern, &entry);
  if (search == INVALID_HANDLE_VALUE) {
    return mochi_windows_failure();
  }
  do {
    char name[4 * MAX_PATH];
    if (wcscmp(entry.cFileName, L".") != 0 && wcscmp(entry.cFileName, L"..") != 0 &&
        WideCharToMultiByte(CP_UTF8, 0, entry.cFileName, -1, name, sizeof name, NULL, NULL) > 0) {
      each(context, name);
    }
  } while (FindNextFileW(search, &entry));
  int64_t result = GetLastError() == ERROR_NO_MORE_FILES ? 0 : mochi_windows_failure();
  FindClose(search);
  return result;
}

#endif
