// Windows; see the header. Paths are UTF-8 outside and UTF-16 inside. A process can't become another one here: the
// launcher starts the program, waits, and ends as it did; a job object takes the program along when the
// launcher is killed. «Ours» means here what node's side of the cache means by it: a regular file in the
// user's profile, which other users can't write to unless somebody has allowed it.

#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE

#include "platform/platform.h"

#include <fcntl.h>
#include <io.h>
#include <limits.h>
#include <process.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <shellapi.h>

/** 100-nanosecond steps from 1601 to 1970. */
#define EPOCH UINT64_C(116444736000000000)

// ---------------------------------------------------------------- texts

static bool widen(const char *text, wchar_t wide[MOCHI_PATH_SIZE]) {
  return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, MOCHI_PATH_SIZE) > 0;
}

/** With `/` for `\`. */
static bool narrow(const wchar_t *wide, char text[MOCHI_PATH_SIZE]) {
  if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, MOCHI_PATH_SIZE, NULL, NULL) <= 0) {
    return false;
  }
  for (char *at = text; *at != '\0'; at++) {
    *at = *at == '\\' ? '/' : *at;
  }
  return true;
}

static uint64_t nanoseconds(LARGE_INTEGER time) {
  uint64_t steps = (uint64_t)time.QuadPart;
  return steps < EPOCH ? 0 : (steps - EPOCH) * 100;
}

// ---------------------------------------------------------------- the process

bool mochi_platform_own_path(char path[MOCHI_PATH_SIZE]) {
  wchar_t wide[MOCHI_PATH_SIZE];
  DWORD size = GetModuleFileNameW(NULL, wide, MOCHI_PATH_SIZE);
  return size > 0 && size < MOCHI_PATH_SIZE && narrow(wide, path);
}

char **mochi_platform_words(int *count, char **given) {
  wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), count);
  char **words = wide == NULL ? NULL : calloc((size_t)*count + 1, sizeof *words);
  for (int at = 0; words != NULL && at < *count; at++) {
    int size = WideCharToMultiByte(CP_UTF8, 0, wide[at], -1, NULL, 0, NULL, NULL);
    words[at] = malloc((size_t)size + 1);
    if (words[at] == NULL || WideCharToMultiByte(CP_UTF8, 0, wide[at], -1, words[at], size, NULL, NULL) != size) {
      return given;
    }
  }
  return words == NULL ? given : words;
}

const char *mochi_platform_setting(const char *name) {
  wchar_t wide[MOCHI_PATH_SIZE];
  wchar_t value[MOCHI_PATH_SIZE];
  char text[MOCHI_PATH_SIZE];
  DWORD size = widen(name, wide) ? GetEnvironmentVariableW(wide, value, MOCHI_PATH_SIZE) : 0;
  if (size == 0 || size >= MOCHI_PATH_SIZE || WideCharToMultiByte(CP_UTF8, 0, value, -1, text, MOCHI_PATH_SIZE, NULL, NULL) <= 0) {
    return "";
  }
  const char *kept = _strdup(text);
  return kept == NULL ? "" : kept;
}

void mochi_platform_set(const char *name, const char *value) {
  wchar_t wide_name[MOCHI_PATH_SIZE];
  wchar_t wide_value[MOCHI_PATH_SIZE];
  if (widen(name, wide_name) && (value == NULL || widen(value, wide_value))) {
    SetEnvironmentVariableW(wide_name, value == NULL ? NULL : wide_value);
  }
}

const char *mochi_platform_home(void) {
  return mochi_platform_setting("USERPROFILE");
}

bool mochi_platform_follow_link(const char *path, char target[MOCHI_PATH_SIZE]) {
  (void)path;
  (void)target;
  return false;
}

/** As node says it: the question of the index has this path in it. */
bool mochi_platform_working_folder(char path[MOCHI_PATH_SIZE]) {
  wchar_t wide[MOCHI_PATH_SIZE];
  DWORD size = GetCurrentDirectoryW(MOCHI_PATH_SIZE, wide);
  return size > 0 && size < MOCHI_PATH_SIZE && WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, MOCHI_PATH_SIZE, NULL, NULL) > 0;
}

uint64_t mochi_platform_now(void) {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return nanoseconds((LARGE_INTEGER){.u = {.LowPart = now.dwLowDateTime, .HighPart = (LONG)now.dwHighDateTime}});
}

uint64_t mochi_platform_limit(enum mochi_limit limit) {
  (void)limit;
  return UINT64_MAX;
}

uint64_t mochi_platform_process(void) {
  return GetCurrentProcessId();
}

void mochi_platform_say(const char *text) {
  mochi_platform_write(2, text, strlen(text));
}

const char *mochi_platform_error(void) {
  static char text[512];
  wchar_t wide[256];
  DWORD size = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, GetLastError(), 0, wide, 256, NULL);
  while (size > 0 && (wide[size - 1] == L'\n' || wide[size - 1] == L'\r' || wide[size - 1] == L'.')) {
    size--;
  }
  int count = size == 0 ? 0 : WideCharToMultiByte(CP_UTF8, 0, wide, (int)size, text, sizeof text - 1, NULL, NULL);
  text[count] = '\0';
  return count > 0 ? text : "the system does not say why";
}

/** What is left of our own command line behind its first `skipped` words: the program's words, quoted as we were given them. */
static const wchar_t *rest_of_line(int skipped) {
  const wchar_t *at = GetCommandLineW();
  for (int word = 0; word < skipped && *at != L'\0'; word++) {
    bool is_quoted = false;
    for (; *at != L'\0' && (is_quoted || (*at != L' ' && *at != L'\t')); at++) {
      if (*at == L'\\' && at[1] == L'"' && word > 0) {
        at++;
      } else if (*at == L'"') {
        is_quoted = !is_quoted;
      }
    }
    while (*at == L' ' || *at == L'\t') {
      at++;
    }
  }
  return at;
}

static int count_words(char **words) {
  int count = 0;
  while (words[count] != NULL) {
    count++;
  }
  return count;
}

/** The signals of a console go to the program as well: it decides. */
static BOOL WINAPI let_the_program_decide(DWORD event) {
  return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

void mochi_platform_become(const char *program, char **words) {
  static wchar_t path[MOCHI_PATH_SIZE];
  static wchar_t line[1 << 15];
  // The words behind the first are the last ones of our own: passing them on as they stand keeps their quotes.
  const wchar_t *rest = rest_of_line(__argc - (count_words(words) - 1));
  if (!widen(program, path) || wcslen(path) + wcslen(rest) + 4 > sizeof line / sizeof *line) {
    SetLastError(ERROR_FILENAME_EXCED_RANGE);
    return;
  }
  for (wchar_t *at = path; *at != L'\0'; at++) {
    *at = *at == L'/' ? L'\\' : *at;
  }
  line[0] = L'"';
  wcscpy(line + 1, path);
  wcscat(line, L"\" ");
  wcscat(line, rest);
  STARTUPINFOW startup;
  PROCESS_INFORMATION process;
  GetStartupInfoW(&startup);
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {.BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK}};
  if (job != NULL) {
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  }
  SetConsoleCtrlHandler(let_the_program_decide, TRUE);
  if (!CreateProcessW(path, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &process)) {
    return;
  }
  if (job != NULL) {
    AssignProcessToJobObject(job, process.hProcess);
  }
  ResumeThread(process.hThread);
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD status = 1;
  GetExitCodeProcess(process.hProcess, &status);
  ExitProcess(status);
}

void mochi_platform_become_found(const char *name, char **words) {
  (void)name;
  (void)words;
  SetLastError(ERROR_FILE_NOT_FOUND);
}

/** The system can't split a process. */
bool mochi_platform_detach(void) {
  return false;
}

/** Nothing that it could start is carried for this system. */
bool mochi_platform_start(char **words, int *to, int *from) {
  (void)words, (void)to, (void)from;
  return false;
}

// ---------------------------------------------------------------- reading

/** Facts of an open file or folder. */
static bool read_facts(HANDLE handle, struct mochi_facts *facts) {
  BY_HANDLE_FILE_INFORMATION known;
  FILE_BASIC_INFO times;
  if (!GetFileInformationByHandle(handle, &known) || !GetFileInformationByHandleEx(handle, FileBasicInfo, &times, sizeof times)) {
    return false;
  }
  bool is_link = (known.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  bool is_folder = (known.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  *facts = (struct mochi_facts){
      .kind = is_link ? MOCHI_OTHER : is_folder ? MOCHI_FOLDER : MOCHI_FILE,
      .is_own = true,
      .is_private = true,
      .is_executable = true,
      .size = (uint64_t)known.nFileSizeHigh << 32 | known.nFileSizeLow,
      .modified = nanoseconds(times.LastWriteTime),
      .changed = nanoseconds(times.ChangeTime),
      .identity = (uint64_t)known.nFileIndexHigh << 32 | known.nFileIndexLow,
  };
  return true;
}

static HANDLE open_path(const char *path, DWORD access, DWORD flags) {
  wchar_t wide[MOCHI_PATH_SIZE];
  if (!widen(path, wide)) {
    SetLastError(ERROR_INVALID_NAME);
    return INVALID_HANDLE_VALUE;
  }
  DWORD sharing = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  return CreateFileW(wide, access, sharing, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
}

static bool look(const char *path, DWORD flags, struct mochi_facts *facts) {
  facts->kind = MOCHI_NOTHING;
  HANDLE handle = open_path(path, FILE_READ_ATTRIBUTES, flags);
  if (handle == INVALID_HANDLE_VALUE) {
    DWORD error = GetLastError();
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
  }
  bool is_known = read_facts(handle, facts);
  CloseHandle(handle);
  return is_known;
}

bool mochi_platform_look(const char *path, struct mochi_facts *facts) {
  return look(path, FILE_FLAG_OPEN_REPARSE_POINT, facts);
}

bool mochi_platform_look_through(const char *path, struct mochi_facts *facts) {
  return look(path, 0, facts);
}

/** A descriptor of a regular file; -1 for anything else. `access`: to the file, for the system; `mode`: the same, for the C library. */
static int open_file(const char *path, DWORD access, int mode, DWORD flags, struct mochi_facts *facts) {
  HANDLE handle = open_path(path, access, flags);
  if (handle == INVALID_HANDLE_VALUE) {
    return -1;
  }
  int descriptor = read_facts(handle, facts) && facts->kind == MOCHI_FILE ? _open_osfhandle((intptr_t)handle, mode | _O_BINARY) : -1;
  if (descriptor < 0) {
    CloseHandle(handle);
  }
  return descriptor;
}

int mochi_platform_open(const char *path, bool through, struct mochi_facts *facts) {
  return open_file(path, GENERIC_READ, _O_RDONLY, through ? 0 : FILE_FLAG_OPEN_REPARSE_POINT, facts);
}

long mochi_platform_read(int descriptor, void *bytes, size_t size) {
  return _read(descriptor, bytes, size > INT_MAX ? INT_MAX : (unsigned)size);
}

bool mochi_platform_close(int descriptor) {
  return _close(descriptor) == 0;
}

bool mochi_platform_list(const char *folder, bool (*visit)(void *cx, const char *name), void *cx) {
  wchar_t pattern[MOCHI_PATH_SIZE + 2];
  char name[MOCHI_PATH_SIZE];
  WIN32_FIND_DATAW found;
  if (!widen(folder, pattern)) {
    return false;
  }
  wcscat(pattern, L"\\*");
  HANDLE search = FindFirstFileW(pattern, &found);
  if (search == INVALID_HANDLE_VALUE) {
    return false;
  }
  bool goes_on = true;
  do {
    bool is_link_up = wcscmp(found.cFileName, L".") == 0 || wcscmp(found.cFileName, L"..") == 0;
    goes_on = is_link_up || (narrow(found.cFileName, name) && visit(cx, name));
  } while (goes_on && FindNextFileW(search, &found));
  bool ended = goes_on && GetLastError() == ERROR_NO_MORE_FILES;
  FindClose(search);
  return ended;
}

// ---------------------------------------------------------------- writing

void mochi_platform_touch(const char *path) {
  HANDLE handle = open_path(path, FILE_WRITE_ATTRIBUTES, 0);
  if (handle != INVALID_HANDLE_VALUE) {
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    SetFileTime(handle, NULL, NULL, &now);
    CloseHandle(handle);
  }
}

bool mochi_platform_make_folder(const char *path) {
  wchar_t wide[MOCHI_PATH_SIZE];
  return widen(path, wide) && (CreateDirectoryW(wide, NULL) || GetLastError() == ERROR_ALREADY_EXISTS);
}

int mochi_platform_create(const char *path, bool is_executable) {
  (void)is_executable;
  wchar_t wide[MOCHI_PATH_SIZE];
  HANDLE handle = widen(path, wide) ? CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL) : INVALID_HANDLE_VALUE;
  return handle == INVALID_HANDLE_VALUE ? -1 : _open_osfhandle((intptr_t)handle, _O_WRONLY | _O_BINARY);
}

int mochi_platform_append(const char *path, struct mochi_facts *facts) {
  return open_file(path, FILE_APPEND_DATA | FILE_READ_ATTRIBUTES, _O_WRONLY | _O_APPEND, FILE_FLAG_OPEN_REPARSE_POINT, facts);
}

bool mochi_platform_write(int descriptor, const void *bytes, size_t size) {
  const char *next = bytes;
  while (size > 0) {
    int count = _write(descriptor, next, size > 1 << 20 ? 1 << 20 : (unsigned)size);
    if (count <= 0) {
      return false;
    }
    next += count;
    size -= (size_t)count;
  }
  return true;
}

void mochi_platform_start_sync(int descriptor) {
  (void)descriptor;
}

bool mochi_platform_sync_and_close(int descriptor) {
  bool is_synced = _commit(descriptor) == 0;
  return _close(descriptor) == 0 && is_synced;
}

/** Names are journalled here; there is nothing to wait for. */
bool mochi_platform_sync_folder(const char *path) {
  (void)path;
  return true;
}

/** Virus scanners hold new files for a moment: tries for two seconds. */
bool mochi_platform_rename(const char *from, const char *to) {
  wchar_t old_name[MOCHI_PATH_SIZE];
  wchar_t new_name[MOCHI_PATH_SIZE];
  if (!widen(from, old_name) || !widen(to, new_name)) {
    return false;
  }
  for (int attempt = 0; attempt < 40; attempt++) {
    if (MoveFileExW(old_name, new_name, MOVEFILE_WRITE_THROUGH)) {
      return true;
    }
    DWORD error = GetLastError();
    if (error != ERROR_ACCESS_DENIED && error != ERROR_SHARING_VIOLATION) {
      return false;
    }
    Sleep(50);
    SetLastError(error);
  }
  return false;
}

bool mochi_platform_remove_file(const char *path) {
  wchar_t wide[MOCHI_PATH_SIZE];
  return widen(path, wide) && DeleteFileW(wide);
}

bool mochi_platform_remove_folder(const char *path) {
  wchar_t wide[MOCHI_PATH_SIZE];
  return widen(path, wide) && RemoveDirectoryW(wide);
}

bool mochi_platform_lock(const char *path) {
  wchar_t wide[MOCHI_PATH_SIZE];
  OVERLAPPED start = {0};
  HANDLE handle = widen(path, wide) ? CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL) : INVALID_HANDLE_VALUE;
  return handle != INVALID_HANDLE_VALUE && LockFileEx(handle, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &start);
}
