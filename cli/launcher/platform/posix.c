// Linux and macOS: what POSIX has; see the header.

#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE // macOS hides O_NOFOLLOW otherwise; elsewhere it means nothing

#include "platform/platform.h"

#include "platform/posix.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

uint64_t mochi_posix_nanoseconds(struct timespec time) {
  return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

// ---------------------------------------------------------------- the process

char **mochi_platform_words(int *count, char **given) {
  (void)count;
  return given;
}

const char *mochi_platform_setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

void mochi_platform_set(const char *name, const char *value) {
  if (value == NULL) {
    unsetenv(name);
  } else {
    setenv(name, value, 1);
  }
}

const char *mochi_platform_home(void) {
  const char *named = mochi_platform_setting("HOME");
  return named[0] != '\0' ? named : mochi_posix_known_home();
}

bool mochi_platform_working_folder(char path[MOCHI_PATH_SIZE]) {
  return getcwd(path, MOCHI_PATH_SIZE) != NULL && path[0] == '/';
}

uint64_t mochi_platform_now(void) {
  struct timespec now;
  return clock_gettime(CLOCK_REALTIME, &now) == 0 ? mochi_posix_nanoseconds(now) : 0;
}

uint64_t mochi_platform_limit(enum mochi_limit limit) {
  struct rlimit found;
  if (getrlimit(limit == MOCHI_LIMIT_FILES ? RLIMIT_NOFILE : limit == MOCHI_LIMIT_DATA ? RLIMIT_DATA : RLIMIT_AS, &found) != 0) {
    return UINT64_MAX;
  }
  // Node raises the number of files to what it may be; nobody raises the others.
  rlim_t most = limit == MOCHI_LIMIT_FILES ? found.rlim_max : found.rlim_cur;
  return most == RLIM_INFINITY ? UINT64_MAX : (uint64_t)most;
}

uint64_t mochi_platform_process(void) {
  return (uint64_t)getpid();
}

void mochi_platform_say(const char *text) {
  mochi_platform_write(STDERR_FILENO, text, strlen(text));
}

void mochi_platform_become(const char *program, char **words) {
  execve(program, words, environ);
}

void mochi_platform_become_found(const char *name, char **words) {
  execvp(name, words);
}

/** Splits off a process that is nobody's child: the program that this one becomes must not find a child that it never had. */
static enum { SPLIT_FAILED, SPLIT_HERE, SPLIT_THERE } split(void) {
  pid_t child = fork();
  if (child == 0) {
    pid_t grandchild = fork();
    if (grandchild != 0) {
      _exit(grandchild < 0);
    }
    return SPLIT_THERE;
  }
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && status == 0 ? SPLIT_HERE : SPLIT_FAILED;
}

/** Leaves a process that was split off with three files only. */
static void keep_files(int input, int output, int errors) {
  if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0) {
    _exit(1);
  }
  for (int descriptor = 3; descriptor < 1024; descriptor++) {
    close(descriptor);
  }
}

bool mochi_platform_detach(void) {
  if (split() != SPLIT_THERE) {
    return false;
  }
  setsid();
  setpriority(PRIO_PROCESS, 0, 19);
  int nothing = open("/dev/null", O_RDWR);
  keep_files(nothing, nothing, nothing);
  return true;
}

/** A pipe whose numbers nobody takes for standard input, output or errors, though those may be closed. */
static bool open_pipe(int ends[2]) {
  int given[2];
  if (pipe(given) != 0) {
    return false;
  }
  for (int end = 0; end < 2; end++) {
    ends[end] = fcntl(given[end], F_DUPFD, 3);
    close(given[end]);
  }
  return ends[0] >= 0 && ends[1] >= 0;
}

bool mochi_platform_start(char **words, int *to, int *from) {
  int there[2], back[2];
  if (!open_pipe(there) || !open_pipe(back)) {
    return false;
  }
  int side = split();
  if (side == SPLIT_THERE) {
    keep_files(there[0], back[1], back[1]);
    execve(words[0], words, environ);
    _exit(1);
  }
  close(there[0]);
  close(back[1]);
  *to = there[1];
  *from = back[0];
  return side == SPLIT_HERE;
}

const char *mochi_platform_error(void) {
  switch (errno) {
    case EFBIG:
      return "the file would be larger than is allowed here";
    case ENOSPC:
      return "no space left on the device";
    case EROFS:
      return "the file system is read-only";
    case EACCES:
      return "permission denied";
    default:
      return strerror(errno);
  }
}

// ---------------------------------------------------------------- reading

static void read_status(const struct stat *status, struct mochi_facts *facts) {
  bool is_own = status->st_uid == geteuid() && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
  *facts = (struct mochi_facts){
      .kind = S_ISREG(status->st_mode) ? MOCHI_FILE : S_ISDIR(status->st_mode) ? MOCHI_FOLDER : MOCHI_OTHER,
      .is_own = is_own,
      .is_private = is_own && (status->st_mode & (S_IRWXG | S_IRWXO)) == 0,
      .is_executable = (status->st_mode & S_IXUSR) != 0,
      .size = (uint64_t)status->st_size,
      .modified = mochi_posix_modified(status),
      .changed = mochi_posix_changed(status),
      .identity = (uint64_t)status->st_ino,
  };
}

static bool read_answer(int answer, const struct stat *status, struct mochi_facts *facts) {
  facts->kind = MOCHI_NOTHING;
  if (answer != 0) {
    return errno == ENOENT || errno == ENOTDIR;
  }
  read_status(status, facts);
  return true;
}

bool mochi_platform_look(const char *path, struct mochi_facts *facts) {
  struct stat status;
  return read_answer(lstat(path, &status), &status, facts);
}

bool mochi_platform_look_through(const char *path, struct mochi_facts *facts) {
  struct stat status;
  return read_answer(stat(path, &status), &status, facts);
}

bool mochi_platform_follow_link(const char *path, char target[MOCHI_PATH_SIZE]) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && realpath(path, target) != NULL && stat(target, &status) == 0 && S_ISREG(status.st_mode);
}

int mochi_platform_open(const char *path, bool through, struct mochi_facts *facts) {
  // A pipe or a device that took a file's place must not make us wait.
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (through ? 0 : O_NOFOLLOW));
  if (descriptor < 0) {
    return -1;
  }
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return -1;
  }
  read_status(&status, facts);
  return descriptor;
}

long mochi_platform_read(int descriptor, void *bytes, size_t size) {
  ssize_t count;
  do {
    count = read(descriptor, bytes, size);
  } while (count < 0 && errno == EINTR);
  return (long)count;
}

bool mochi_platform_close(int descriptor) {
  return close(descriptor) == 0;
}

bool mochi_platform_list(const char *folder, bool (*visit)(void *cx, const char *name), void *cx) {
  DIR *open_folder = opendir(folder);
  if (open_folder == NULL) {
    return false;
  }
  bool goes_on = true;
  errno = 0;
  const struct dirent *entry = readdir(open_folder);
  for (; goes_on && entry != NULL; entry = readdir(open_folder)) {
    bool is_link_up = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    goes_on = is_link_up || visit(cx, entry->d_name);
    errno = 0;
  }
  bool ended = goes_on && errno == 0;
  closedir(open_folder);
  return ended;
}

// ---------------------------------------------------------------- writing

void mochi_platform_touch(const char *path) {
  utimensat(AT_FDCWD, path, NULL, 0);
}

bool mochi_platform_make_folder(const char *path) {
  return mkdir(path, 0700) == 0 || errno == EEXIST;
}

int mochi_platform_create(const char *path, bool is_executable) {
  signal(SIGXFSZ, SIG_IGN); // a file that must not grow is then a failed write, with its reason
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, is_executable ? 0700 : 0600);
}

int mochi_platform_append(const char *path, struct mochi_facts *facts) {
  int descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat status;
  if (descriptor < 0) {
    return -1;
  }
  if (fstat(descriptor, &status) == 0) {
    read_status(&status, facts);
    if (facts->kind == MOCHI_FILE && facts->is_own) {
      return descriptor;
    }
  }
  close(descriptor);
  return -1;
}

bool mochi_platform_write(int descriptor, const void *bytes, size_t size) {
  const char *next = bytes;
  while (size > 0) {
    ssize_t count = write(descriptor, next, size);
    if (count < 0 && errno != EINTR) {
      return false;
    }
    if (count > 0) {
      next += count;
      size -= (size_t)count;
    }
  }
  return true;
}

bool mochi_platform_sync_and_close(int descriptor) {
  bool is_synced = fsync(descriptor) == 0;
  return close(descriptor) == 0 && is_synced;
}

bool mochi_platform_sync_folder(const char *path) {
  int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return descriptor >= 0 && mochi_platform_sync_and_close(descriptor);
}

bool mochi_platform_rename(const char *from, const char *to) {
  return rename(from, to) == 0;
}

bool mochi_platform_remove_file(const char *path) {
  return unlink(path) == 0;
}

bool mochi_platform_remove_folder(const char *path) {
  return rmdir(path) == 0;
}

bool mochi_platform_lock(const char *path) {
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return false;
  }
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int answer;
  do {
    answer = fcntl(descriptor, F_SETLKW, &whole);
  } while (answer != 0 && errno == EINTR);
  return answer == 0;
}
