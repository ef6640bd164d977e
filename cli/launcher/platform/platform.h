// What the launcher needs of the operating system. One implementation per system; the build picks the
// files (posix.c and linux.c or darwin.c; windows.c), so that no other source asks which system it is.
//
// Paths are UTF-8, with `/` between their parts. Where a function says that it failed,
// mochi_platform_error() has the reason in words, until the next call.

#ifndef MOCHI_LAUNCHER_PLATFORM_H
#define MOCHI_LAUNCHER_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOCHI_PATH_SIZE = 4096 };

enum mochi_file_kind { MOCHI_NOTHING, MOCHI_FILE, MOCHI_FOLDER, MOCHI_OTHER };

/** What the system says of a path. All but `kind` is meaningless for MOCHI_NOTHING. */
struct mochi_facts {
  enum mochi_file_kind kind;
  /** It belongs to us, and nobody else may write to it. */
  bool is_own;
  /** It is own, and nobody else may even look at it. */
  bool is_private;
  bool is_executable;
  uint64_t size;
  /** Nanoseconds since 1970 of the last change of its bytes, and of its bytes, owner, mode or name. */
  uint64_t modified;
  uint64_t changed;
  /** The inode. */
  uint64_t identity;
};

// ---------------------------------------------------------------- the process

/** The words that the process was started with, in UTF-8, as `main` was given them; stores their number. */
char **mochi_platform_words(int *count, char **given);

/** Stores the path of the running executable, symbolic links resolved. False when the system doesn't tell. */
bool mochi_platform_own_path(char path[MOCHI_PATH_SIZE]);

/** The environment variable's value; empty when it isn't set. */
const char *mochi_platform_setting(const char *name);

/** Sets the environment variable for what this process becomes; NULL takes it away. */
void mochi_platform_set(const char *name, const char *value);

/** The user's home: HOME, USERPROFILE; without HOME what the system knows of the user. Empty when there is none. */
const char *mochi_platform_home(void);

/** Stores the absolute path of the current folder; false when there is none. */
bool mochi_platform_working_folder(char path[MOCHI_PATH_SIZE]);

/** Nanoseconds since 1970. */
uint64_t mochi_platform_now(void);

enum mochi_limit { MOCHI_LIMIT_FILES, MOCHI_LIMIT_ADDRESSES, MOCHI_LIMIT_DATA };

/** How many files this process may open, or be allowed to open; how many bytes of addresses, and of memory of its own, it may have. UINT64_MAX: no limit. */
uint64_t mochi_platform_limit(enum mochi_limit limit);

uint64_t mochi_platform_process(void);

/** Writes all of the text to standard error; failures are ignored, there is nobody to tell. */
void mochi_platform_say(const char *text);

/**
 * Replaces this process by the program; `words` end with NULL, the first becomes the program's name.
 * Where the system can't do that, runs it to its end and exits with its status. Returns when it can't be started.
 */
void mochi_platform_become(const char *program, char **words);

/** The same for a program that is looked for on PATH. */
void mochi_platform_become_found(const char *name, char **words);

/**
 * Splits off a process that outlives this one and takes nothing from it: no terminal, no open files; whatever
 * it does waits for everybody else. True in that process; false in this one, and where the system can't.
 */
bool mochi_platform_detach(void);

/**
 * Starts a program that works beside this process, and beside what it becomes: it reads what is written to `to`, and `from` has what it says. It is
 * nobody's child, and ends when it will. Both descriptors stay open when this process becomes another. False where the system can't.
 */
bool mochi_platform_start(char **words, int *to, int *from);

/** Why the last function that failed did. Static. */
const char *mochi_platform_error(void);

// ---------------------------------------------------------------- reading

/** Facts of the path itself (a symbolic link is MOCHI_OTHER), or of what it leads to. False when the system won't say. */
bool mochi_platform_look(const char *path, struct mochi_facts *facts);
bool mochi_platform_look_through(const char *path, struct mochi_facts *facts);

/** Where a symbolic link to a regular file ends: an absolute path without links. False for all other paths, and where core and launcher ignore links (Windows). */
bool mochi_platform_follow_link(const char *path, char target[MOCHI_PATH_SIZE]);

/** Opens a regular file for reading, with its facts; -1 for anything else, which is left unread. `through`: links are followed. */
int mochi_platform_open(const char *path, bool through, struct mochi_facts *facts);

/** Reads at most `size` bytes: their number, 0 at the end, -1 when that failed. */
long mochi_platform_read(int descriptor, void *bytes, size_t size);

/** False when what was written before can't be written. */
bool mochi_platform_close(int descriptor);

/** Calls `visit` for each name in the folder but `.` and `..`, in no order, as long as it says true. False unless all were visited. */
bool mochi_platform_list(const char *folder, bool (*visit)(void *cx, const char *name), void *cx);

// ---------------------------------------------------------------- writing

/** Sets the time of modification to now. Only a hint: failures are ignored. */
void mochi_platform_touch(const char *path);

/** Makes a folder for ourselves alone, unless there is one. */
bool mochi_platform_make_folder(const char *path);

/** Makes a file for ourselves alone and opens it for writing; -1 when that failed or something is there. */
int mochi_platform_create(const char *path, bool is_executable);

/** Opens a regular file of ours, if there is one, to write behind its end; -1 when there is none. */
int mochi_platform_append(const char *path, struct mochi_facts *facts);

/** Writes all bytes. */
bool mochi_platform_write(int descriptor, const void *bytes, size_t size);

/** Asks the system to bring to the disk what was written; doesn't wait. */
void mochi_platform_start_sync(int descriptor);

/** Waits until the file is on the disk, then closes it. */
bool mochi_platform_sync_and_close(int descriptor);

/** Waits until the folder's names are on the disk. */
bool mochi_platform_sync_folder(const char *path);

/** Renames; replaces nothing but a file by a file. */
bool mochi_platform_rename(const char *from, const char *to);

bool mochi_platform_remove_file(const char *path);
bool mochi_platform_remove_folder(const char *path);

/** Waits for the lock that the file stands for, and holds it until this process ends or becomes another. */
bool mochi_platform_lock(const char *path);

#endif
