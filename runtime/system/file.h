// Files and folders. Paths are UTF-8, relative to the current directory.
//
// Failures raise −1 `cannot read "PATH": CAUSE`; text that is no UTF-8 raises −2.

#ifndef MOCHI_SYSTEM_FILE_H
#define MOCHI_SYSTEM_FILE_H

#include "platform/compiler.h"
#include "values/value.h"

mochi_string mochi_read_file(mochi_string path, const mochi_site *site);
mochi_list *mochi_read_bytes(mochi_string path, const mochi_site *site);
mochi_list *mochi_read_lines(mochi_string path, const mochi_site *site);
/** Replaces the file as a whole: readers see the old or the new text. */
void mochi_write_file(mochi_string path, mochi_string text, const mochi_site *site);
void mochi_append_file(mochi_string path, mochi_string text, const mochi_site *site);
bool mochi_file_exists(mochi_string path);
/** Names, sorted by bytes, without `.` and `..`. */
mochi_list *mochi_list_dir(mochi_string path, const mochi_site *site);
/** With the folders above it; one that exists is fine. */
void mochi_make_dir(mochi_string path, const mochi_site *site);
/** A file or an empty folder. */
void mochi_remove_file(mochi_string path, const mochi_site *site);

#endif
