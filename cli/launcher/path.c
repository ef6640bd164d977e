// Paths; see the header.

#include "path.h"

#include <string.h>

bool mochi_path_append(char path[MOCHI_PATH_SIZE], const char *text) {
  size_t used = strlen(path);
  size_t size = strlen(text) + 1;
  if (size > MOCHI_PATH_SIZE - used) {
    return false;
  }
  memcpy(path + used, text, size);
  return true;
}

bool mochi_path_beside(char path[MOCHI_PATH_SIZE], const char *file, const char *name) {
  const char *slash = strrchr(file, '/');
  path[0] = '\0';
  if (slash == NULL || !mochi_path_append(path, file)) {
    return false;
  }
  path[slash + 1 - file] = '\0';
  return mochi_path_append(path, name);
}

bool mochi_path_home(char path[MOCHI_PATH_SIZE]) {
  path[0] = '\0';
  const char *named = mochi_platform_setting("MOCHI_HOME");
  if (named[0] != '\0') {
    return mochi_path_append(path, named);
  }
  const char *home = mochi_platform_home();
  return home[0] != '\0' && mochi_path_append(path, home) && mochi_path_append(path, "/.mochi");
}

bool mochi_path_make_parents(char path[MOCHI_PATH_SIZE], size_t from) {
  for (char *slash = strchr(path + from + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    struct mochi_facts facts;
    *slash = '\0';
    // What is there isn't made again: some systems answer that otherwise than with «it exists».
    bool is_there = mochi_platform_look_through(path, &facts) && (facts.kind == MOCHI_FOLDER || mochi_platform_make_folder(path));
    *slash = '/';
    if (!is_there) {
      return false;
    }
  }
  return true;
}
