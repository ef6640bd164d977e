// Marking aside: a snapshot of the process (a forked copy, whose pages are copied when one of the two writes)
// marks, while the program goes on. What was garbage in the snapshot is garbage still, and what is
// reachable now was reachable then or has been handed out since. So no write is watched; the program pays
// for the copying of pages that it writes to meanwhile (2 microseconds each).
//
// The snapshot marks into a table that both share. When it is through, marks become those of the table, and
// of all cells that were handed out since: as pools take every free cell up to their cursors, these are
// the cells that had no mark (records' `since` says in which blocks). While `mochi_heap.aside` holds:
//   A1  pools began without a block: a block AS_BEFORE has handed out nothing since the snapshot
//   A2  marks don't change: they say what pools may take
//   A3  no block that the snapshot saw is freed, but large ones by hand
//
// The snapshot may die (memory is short, somebody kills it): then marking begins anew, here.

#ifndef MOCHI_MEMORY_ASIDE_H
#define MOCHI_MEMORY_ASIDE_H

#include "platform/compiler.h"

/** Begins, with the running stack from `pointer` on; pools are empty and without block. False where that can't be done. */
bool mochi_heap_mark_aside(const void *pointer);

/** Whether the snapshot is through. */
bool mochi_heap_is_marked_aside(void);
/** Waits for it; false when it died. */
bool mochi_heap_wait_aside(void);

/** Takes the marks over; records' `since` stay for mochi_heap_verify. */
void mochi_heap_take_marks(void);
/** Ends marking aside, with or without having taken the marks. */
void mochi_heap_end_aside(void);

/** Whether the last snapshot's process is still to be seen off; tries that. */
bool mochi_heap_aside_lingers(void);

#endif
