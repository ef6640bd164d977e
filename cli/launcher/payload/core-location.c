// The compiler core of a release: unpacked once into `~/.mochi/core/<build id>`; see core-process.h.
//
//   core/<build id>/…           the files, whole if `.ok` is there, which is written last
//   core/new-<process>/…        being unpacked
//   core/lock                   who unpacks; the system takes it away from a process that ends
//
// The first run unpacks beside the final name, waits for the disk, renames. Others that come meanwhile wait for the
// lock and find it done. Killed at any moment, it leaves at most something that the next one removes.
// What lies there is executed: so folders that aren't ours, that others may write to, or that are links are refused; of
// Mochi's own folder only what it leads to is asked.

#include "core-process.h"

#include "path.h"
#include "payload/payload.h"

#include <stdlib.h>
#include <string.h>

/** glibc's loader and where its libraries are, carried for a core that needs them (cli/core-loader.ts); empty where none is. */
static const char loader_name[] = MOCHI_CORE_LOADER;
static const char library_folder[] = MOCHI_CORE_LIBRARIES;

enum { LOADER_WORDS = 4 };

#define HOUR_NANOSECONDS UINT64_C(3600000000000)

static char home[MOCHI_PATH_SIZE];
static char cores[MOCHI_PATH_SIZE];
static char core_folder[MOCHI_PATH_SIZE];

static bool refuse(const char *path, const char *what, const char *reason, const char *remedy) {
  const char *texts[] = {"mochi: ", path, what, reason, "\nhelp: ", remedy, "\n"};
  for (size_t at = 0; at < sizeof texts / sizeof *texts; at++) {
    mochi_platform_say(texts[at]);
  }
  return false;
}

static bool join(char path[MOCHI_PATH_SIZE], const char *folder, const char *name) {
  path[0] = '\0';
  return mochi_path_append(path, folder) && mochi_path_append(path, "/") && mochi_path_append(path, name);
}

// ---------------------------------------------------------------- trust

/** Makes the folder unless it is there, and says why it can't be used if it can't. `look`: at the path itself, or through a link. */
static bool open_folder(char path[MOCHI_PATH_SIZE], bool (*look)(const char *path, struct mochi_facts *facts)) {
  struct mochi_facts facts;
  if (!look(path, &facts)) {
    return refuse(path, " can't be used: ", mochi_platform_error(), "name another folder for Mochi's files in MOCHI_HOME");
  }
  if (facts.kind == MOCHI_NOTHING && (!mochi_path_make_parents(path, 0) || !mochi_platform_make_folder(path) || !look(path, &facts))) {
    return refuse(path, " can't be made: ", mochi_platform_error(), "name a folder that can be written to in MOCHI_HOME; Mochi unpacks its compiler there once");
  }
  if (facts.kind != MOCHI_FOLDER) {
    return refuse(path, " is not used: ", "it is no folder, or a symbolic link", "remove it, or name another folder for Mochi's files in MOCHI_HOME");
  }
  if (!facts.is_own) {
    return refuse(path, " is not used: ", "it belongs to somebody else, or others may write to it", "take it over (`chown`, `chmod go-w`), or name another folder for Mochi's files in MOCHI_HOME");
  }
  return true;
}

/** Whether the core's folder has this file, ours. Stores its path and facts. */
static bool has_file(const char *name, char path[MOCHI_PATH_SIZE], struct mochi_facts *facts) {
  return join(path, core_folder, name) && mochi_platform_look(path, facts) && facts->kind == MOCHI_FILE && facts->is_own;
}

/** Whether the core's folder is ours, marked as whole, and the core in it as long as it should be. */
static bool is_unpacked(void) {
  static char path[MOCHI_PATH_SIZE];
  struct mochi_facts facts;
  if (!mochi_platform_look(core_folder, &facts) || facts.kind != MOCHI_FOLDER || !facts.is_own) {
    return false;
  }
  if (!has_file(MOCHI_CORE_NAME, path, &facts) || facts.size != mochi_payload_core_size()) {
    return false;
  }
  if ((loader_name[0] != '\0' && !has_file(loader_name, path, &facts)) || !has_file(".ok", path, &facts)) {
    return false;
  }
  if (mochi_platform_now() > facts.modified + HOUR_NANOSECONDS) {
    mochi_platform_touch(path); // says when it was used: cli/housekeeping/old-cores.ts removes those that aren't
  }
  return true;
}

// ---------------------------------------------------------------- removing

static bool remove_tree(const char *path);

static bool remove_child(void *cx, const char *name) {
  char *path = malloc(MOCHI_PATH_SIZE);
  bool is_removed = path != NULL && join(path, cx, name) && remove_tree(path);
  free(path);
  return is_removed;
}

/** Removes the file, or the folder and all in it; links are removed, not followed. */
static bool remove_tree(const char *path) {
  struct mochi_facts facts;
  if (!mochi_platform_look(path, &facts)) {
    return false;
  }
  switch (facts.kind) {
    case MOCHI_NOTHING:
      return true;
    case MOCHI_FOLDER:
      return mochi_platform_list(path, remove_child, (void *)path) && mochi_platform_remove_folder(path);
    default:
      return mochi_platform_remove_file(path);
  }
}

/** What killed processes left; we hold the lock, so nobody works on it. */
static bool remove_leftover(void *cx, const char *name) {
  if (strncmp(name, "new-", 4) == 0) {
    remove_child(cx, name);
  }
  return true;
}

// ---------------------------------------------------------------- unpacking

/** Appends a number to the path. */
static bool append_number(char path[MOCHI_PATH_SIZE], uint64_t number) {
  char digits[24];
  char *first = digits + sizeof digits - 1;
  *first = '\0';
  do {
    *--first = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  return mochi_path_append(path, first);
}

static bool mark_as_whole(void) {
  static char path[MOCHI_PATH_SIZE];
  if (!join(path, core_folder, ".ok")) {
    return false;
  }
  mochi_platform_remove_file(path);
  int descriptor = mochi_platform_create(path, false);
  return descriptor >= 0 && mochi_platform_sync_and_close(descriptor) && mochi_platform_sync_folder(core_folder);
}

/** Puts the staged folder in the place of what may be there, damaged. */
static bool put_into_place(const char *staged) {
  static char aside[MOCHI_PATH_SIZE];
  struct mochi_facts facts;
  if (mochi_platform_look(core_folder, &facts) && facts.kind != MOCHI_NOTHING) {
    aside[0] = '\0';
    if (!mochi_path_append(aside, staged) || !mochi_path_append(aside, "-old") || !mochi_platform_rename(core_folder, aside)) {
      return false;
    }
    remove_tree(aside);
  }
  return mochi_platform_rename(staged, core_folder) && mochi_platform_sync_folder(cores);
}

static bool unpack(void) {
  static char staged[MOCHI_PATH_SIZE];
  static const char where[] = ": the compiler can't be unpacked here: ";
  if (!mochi_payload_is_whole()) {
    return refuse("the executable", " is damaged: ", "what it carries doesn't match its hash", "install Mochi again");
  }
  if (!join(staged, cores, "new-") || !append_number(staged, mochi_platform_process()) || !remove_tree(staged) || !mochi_platform_make_folder(staged)) {
    return refuse(cores, where, mochi_platform_error(), "name a folder that can be written to in MOCHI_HOME");
  }
  const char *failure = mochi_payload_unpack(staged);
  if (failure != NULL) {
    remove_tree(staged);
    return refuse(cores, where, failure, "make room there (about 200 MB are needed), or name another folder in MOCHI_HOME");
  }
  // Where locks don't work, another may have come before us: then theirs is as good.
  if ((!put_into_place(staged) || !mark_as_whole()) && !is_unpacked()) {
    const char *reason = mochi_platform_error();
    remove_tree(staged);
    return refuse(cores, where, reason, "make room there, or name another folder in MOCHI_HOME");
  }
  remove_tree(staged);
  return true;
}

/** As `unpack`, but one process at a time. */
static bool unpack_once(void) {
  static char lock[MOCHI_PATH_SIZE];
  if (join(lock, cores, "lock") && mochi_platform_lock(lock)) {
    if (is_unpacked()) {
      return true;
    }
    mochi_platform_list(cores, remove_leftover, cores);
  }
  return unpack();
}

/** Keeps the variable from the loader: what it names was made for this system's libraries. The core gives it to the programs that it starts. */
static void keep_aside(const char *name, const char *kept) {
  const char *value = mochi_platform_setting(name);
  if (value[0] != '\0') {
    mochi_platform_set(kept, value);
    mochi_platform_set(name, NULL);
  }
}

/** Stores the words that start the core with the libraries that are carried. False where the path is too long. */
static bool name_loader(char *words[LOADER_WORDS]) {
  static char loader[MOCHI_PATH_SIZE];
  static char libraries[MOCHI_PATH_SIZE];
  // Where the path has what lists of paths are parted by, the loader shall look up the folder itself, for which it needs /proc.
  bool is_plain = strpbrk(core_folder, ":;$") == NULL;
  words[0] = loader;
  words[1] = "--inhibit-cache";
  words[2] = "--library-path";
  words[3] = libraries;
  keep_aside("LD_PRELOAD", "MOCHI_KEPT_LD_PRELOAD");
  keep_aside("LD_AUDIT", "MOCHI_KEPT_LD_AUDIT");
  return join(loader, core_folder, loader_name) && join(libraries, is_plain ? core_folder : "$ORIGIN", library_folder);
}

int mochi_core_locate(char *words[MOCHI_CORE_WORDS]) {
  static char core[MOCHI_PATH_SIZE];
  if (!mochi_path_home(home)) {
    refuse("there is no place", " for Mochi's files: ", "neither MOCHI_HOME nor the home folder is known", "name a folder in MOCHI_HOME; Mochi unpacks its compiler there once");
    return 0;
  }
  int count = loader_name[0] == '\0' ? 0 : LOADER_WORDS;
  words[count] = core;
  words[count + 1] = NULL;
  if (!join(cores, home, "core") || !join(core_folder, cores, MOCHI_BUILD_ID) || !join(core, core_folder, MOCHI_CORE_NAME) || (count > 0 && !name_loader(words))) {
    refuse(home, ": ", "the path is too long", "name a shorter one in MOCHI_HOME");
    return 0;
  }
  // Mochi's folder may be a link, as the folders above it may: many keep theirs on another disk. What lies in it may not.
  bool is_there = is_unpacked() ? open_folder(cores, mochi_platform_look) : open_folder(home, mochi_platform_look_through) && open_folder(cores, mochi_platform_look) && unpack_once();
  return is_there ? count + 1 : 0;
}

const char *mochi_core_remedy(void) {
  return "Mochi's folder must be on a file system that programs may be run from (not mounted `noexec`): name one in MOCHI_HOME";
}

const struct mochi_core_needs mochi_core_needs = {.addresses = 1200000000, .data = 750000000};

const char *mochi_core_interpreter(void) {
  return NULL;
}
