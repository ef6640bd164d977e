// The memory that JavaScript lives in: one stretch of addresses, the same in every process, which can be written to a file
// and mapped again. So the compiler is read and evaluated when Mochi is built, and a run begins with all of it in
// place: functions, tables, shapes. Addresses inside are absolute; the program that maps a heap must be the very one that wrote it.

#ifndef MOCHI_QUICK_HEAP_H
#define MOCHI_QUICK_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Begins an empty heap. False: the addresses aren't free, or there is no memory. */
bool mochi_heap_begin(void);

/** Gives all of the heap back; another one may begin. */
void mochi_heap_end(void);

/** Clears the words that are addresses between these: of frames that have ended, at which nothing looks any more, but which are others in each process. */
void mochi_heap_forget(uintptr_t from, uintptr_t to);

/** Writes all of the heap; `root` is what `mochi_heap_map` gives back. */
bool mochi_heap_write(const char *path, void *root);

/** Maps a heap that this program has written, for this process alone: its root, or NULL. */
void *mochi_heap_map(const char *path);

/** As the C library's; NULL when there is no more memory. */
void *mochi_heap_allocate(size_t size);
void *mochi_heap_resize(void *block, size_t size);
void mochi_heap_free(void *block);

/** The bytes that may be used of a block. */
size_t mochi_heap_size(const void *block);

#endif
