// What a release's launcher carries: the compiler core and all that it needs, compressed.
//
//   8 bytes    `mochipk1`
//   32         BLAKE3 of all that follows
//   4          size of the index
//   index      4: number of files; for each, 8: size, 1: whether it is executable, text: path below the
//              core's folder, with `/`. The first is the core itself.
//   the rest   one zstd frame: the files' contents, one after the other
//
// release/payload.ts writes it. It is a section of the launcher's own file, so that it is signed with it,
// and pages of it that nobody reads cost nothing: a cached script never touches it.

#ifndef MOCHI_LAUNCHER_PAYLOAD_H
#define MOCHI_LAUNCHER_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const unsigned char mochi_payload[];
extern const unsigned char mochi_payload_end[];

/** The size of the payload's first file, the core; 0 when the payload is none. */
uint64_t mochi_payload_core_size(void);

/** Checks the payload's bytes against its hash: false when the launcher's file is damaged. */
bool mochi_payload_is_whole(void);

/** Unpacks everything into the folder, which is there and empty, and waits until all is on the disk. NULL, or why not. Once per process. */
const char *mochi_payload_unpack(const char *folder);

#endif
