// What the runtime asks of the operating system. Implementations: unix.c (Linux, macOS, and WASI's files
// and clocks), process-unix.c, process-wasi.c, and the windows-*.c; each is empty on other systems.
// This is the only interface with #ifdefs of the platform behind it.
//
// Failures are negative results, -errno; mochi_platform_error_text names them, with the same words
// on every system.

#ifndef MOCHI_PLATFORM_SYSTEM_H
#define MOCHI_PLATFORM_SYSTEM_H

#include "platform/compiler.h"

// ---------------------------------------------------------------- descriptors

enum { MOCHI_STANDARD_INPUT = 0, MOCHI_STANDARD_OUTPUT = 1, MOCHI_STANDARD_ERROR = 2 };

/** Bytes written (all of them), or a failure. Async-signal-safe. */
int64_t mochi_platform_write(int descriptor, const void *bytes, size_t size);
/** Bytes read, 0 at the end, or a failure. */
int64_t mochi_platform_read(int descriptor, void *bytes, size_t size);
bool mochi_platform_is_terminal(int descriptor);
/** In characters; 0 when it isn't known. */
uint32_t mochi_platform_terminal_width(int descriptor);
bool mochi_platform_is_broken_pipe(int64_t failure);
bool mochi_platform_is_missing(int64_t failure);
const char *mochi_platform_error_text(int64_t failure);

// ---------------------------------------------------------------- files

typedef enum mochi_open_mode { MOCHI_OPEN_READ, MOCHI_OPEN_REPLACE, MOCHI_OPEN_APPEND, MOCHI_OPEN_NEW } mochi_open_mode;

/** A descriptor or a failure. MOCHI_OPEN_NEW fails when the file exists; MOCHI_OPEN_READ refuses folders. */
int64_t mochi_platform_open(const char *path, mochi_open_mode mode);
int64_t mochi_platform_close(int descriptor);
/** Puts what was written on the disk. */
int64_t mochi_platform_sync(int descriptor);
/** Size of a regular file, 0 for others, or a failure. */
int64_t mochi_platform_file_size(int descriptor);
bool mochi_platform_exists(const char *path);
/** True when `path` is missing or a regular file that is no link: then it can be replaced by renaming. */
bool mochi_platform_is_replaceable(const char *path);
/** Gives `to`'s permissions, if it exists, to the open file. */
void mochi_platform_copy_mode(int descriptor, const char *to);
int64_t mochi_platform_rename(const char *from, const char *to);
int64_t mochi_platform_remove(const char *path);
/** 0 also when it is a folder already. */
int64_t mochi_platform_make_folder(const char *path);
/** Calls `each` with every name but `.` and `..`, in no order; 0 or a failure. */
int64_t mochi_platform_list_folder(const char *path, void (*each)(void *context, const char *name), void *context);

// ---------------------------------------------------------------- process

/** The first call of a program: makes the arguments UTF-8 and the standard streams binary. */
void mochi_platform_begin(int *argc, char ***argv);
/** NULL when it isn't set. */
const char *mochi_platform_environment(const char *name);
int64_t mochi_platform_process_id(void);
/** Ends the process at once; nothing is flushed. Async-signal-safe. */
_Noreturn void mochi_platform_exit(int status);
/** Calls `body` when the program ends in order. */
void mochi_platform_at_exit(void (*body)(void));
/** Calls `flush` before a signal that asks the program to end does so. */
void mochi_platform_on_termination(void (*flush)(void));
/** The file that such an end removes, because it is half written; NULL: none. The text must stay until another takes its place. */
void mochi_platform_set_unfinished(const char *path);

// ---------------------------------------------------------------- clocks

int64_t mochi_platform_wall_clock(void);
int64_t mochi_platform_steady_clock(void);
void mochi_platform_sleep(int64_t nanoseconds);

// ---------------------------------------------------------------- memory

/** Zeroed pages that are backed when touched; NULL when there are none. */
void *mochi_platform_map(size_t size);
void mochi_platform_unmap(void *memory, size_t size);

/** Addresses without memory behind them, aligned to 64 KB; NULL when there are none. One caller, who may ask again, with less. */
void *mochi_platform_reserve(size_t size);
/** Bytes from `memory` on, the end of what was committed, that others have taken of what was reserved: on WASI that can't be helped. */
size_t mochi_platform_taken(const void *memory);
/** Puts zeroed memory, backed when touched, behind a part of what was reserved. */
bool mochi_platform_commit(void *memory, size_t size);
/** Takes the pages back, which stay usable and are zero then. False when they aren't. */
bool mochi_platform_discard(void *memory, size_t size);
/** Moves pages within what was committed; `from` is zero then. False when only copying can do that. */
bool mochi_platform_move(void *from, void *to, size_t size);
/** Parts that the three above are asked for are multiples of it. */
size_t mochi_platform_page_size(void);

// ---------------------------------------------------------------- snapshots

/** Zeroed pages, as of mochi_platform_map, that snapshots share with this process. */
void *mochi_platform_map_shared(size_t size);
/**
 * Runs `body` in a copy of this process, beside it: on memory as it is now, and what it does there is not seen
 * here, but for shared pages. It may allocate with mochi_platform_map only. Returns a handle, or a failure
 * where that can't be done.
 */
int64_t mochi_platform_snapshot(void (*body)(void *context), void *context);
/** Whether it has ended, in whichever way; waits for that if told to. Then the handle is no longer one. */
bool mochi_platform_snapshot_has_ended(int64_t snapshot, bool wait);
void mochi_platform_snapshot_kill(int64_t snapshot);

#endif
