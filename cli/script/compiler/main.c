// The script compiler: a request on standard input (request.h), one line on standard output.
//
//   compile FOLDER        C text and an order in: tcc makes an object of it
//   link FOLDER OBJECT    an order in: the object is a C compiler's
//
// FOLDER has the runtime image (image.h) and `mochi.h`. The line is «linked SIZE SHA-256» of the executable, which then is where it should be, «unlinkable WHY»
// (the program is none for script mode, and nothing is wrong with it), or «unwritable WHY». Behind «linked» a second line says «synced» when the executable is on the disk.
// The launcher starts this program while the compiler core starts, so it reads all that it can before the C comes.

#define _XOPEN_SOURCE 700

#include "compile.h"
#include "file.h"
#include "image.h"
#include "link.h"
#include "object.h"
#include "request.h"
#include "sha256.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** Says one line, whatever the words. */
static int answer(const char *verdict, const char *why) {
  char line[1024];
  int length = snprintf(line, sizeof line - 1, "%s %s", verdict, why);
  size_t size = (size_t)length < sizeof line - 1 ? (size_t)length : sizeof line - 2;
  for (size_t at = 0; at < size; at++) {
    line[at] = line[at] == '\n' ? ' ' : line[at];
  }
  line[size] = '\n';
  return write(STDOUT_FILENO, line, size + 1) == (ssize_t)size + 1 ? 0 : 1;
}

static int store(const struct mochi_order *order, struct mochi_bytes executable) {
  int descriptor = mochi_file_write(order->output, executable);
  if (descriptor < 0) {
    return answer("unwritable", strerror(errno));
  }
  char said[32 + MOCHI_SHA256_DIGITS + 1];
  int length = snprintf(said, sizeof said, "%zu ", executable.size);
  mochi_sha256(executable.start, executable.size, said + length);
  if (answer("linked", said) != 0) {
    return 1;
  }
  int problem = fsync(descriptor) == 0 ? 0 : errno;
  // Closed before anybody hears of it: Linux starts no file that is open for writing.
  if (close(descriptor) != 0 && problem == 0) {
    problem = errno;
  }
  return problem == 0 ? answer("synced", "") : answer("unwritable", strerror(problem));
}

/** The object names a function that tcc calls wrongly. */
static const char *find_misunderstood(const struct mochi_image *image, const struct mochi_object *object) {
  for (size_t at = 0; at < object->symbol_count; at++) {
    for (size_t index = 0; object->symbols[at].place == MOCHI_UNDEFINED && index < image->misunderstood_count; index++) {
      if (strcmp(object->symbols[at].name, image->misunderstood[index]) == 0) {
        return object->symbols[at].name;
      }
    }
  }
  return NULL;
}

static int link_and_store(const struct mochi_image *image, const struct mochi_object *object) {
  struct mochi_order order;
  struct mochi_bytes executable;
  if (!mochi_request_read_order(&order)) {
    return 1;
  }
  const char *why = mochi_link(image, object, &order.choices, &executable);
  return why != NULL ? answer("unlinkable", why) : store(&order, executable);
}

static int compile(const char *folder, const struct mochi_image *image) {
  struct mochi_bytes header = mochi_file_read(folder, "mochi.h");
  struct mochi_bytes bytes;
  struct mochi_object object;
  const char *why = header.start == NULL ? "its header can't be read" : mochi_compile(header, &bytes);
  if (why == NULL && !mochi_object_read(bytes, &object)) {
    why = "tcc's object is of another kind";
  }
  if (why != NULL) {
    return answer("unlinkable", why);
  }
  const char *misunderstood = find_misunderstood(image, &object);
  if (misunderstood != NULL) {
    char wrong[512];
    snprintf(wrong, sizeof wrong, "tcc would call %s wrongly", misunderstood);
    return answer("unlinkable", wrong);
  }
  return link_and_store(image, &object);
}

static int link_file(const char *path, const struct mochi_image *image) {
  struct mochi_object object;
  return mochi_object_read(mochi_file_read(NULL, path), &object) ? link_and_store(image, &object) : answer("unlinkable", "the C compiler's object is of another kind");
}

int main(int count, char **words) {
  signal(SIGXFSZ, SIG_IGN); // a file that must not grow is then a failed write, with its reason
  signal(SIGPIPE, SIG_IGN);
  static struct mochi_image image;
  if (count < 3 || !mochi_image_read(words[2], &image)) {
    return answer("unlinkable", "the runtime image can't be read");
  }
  if (strcmp(words[1], "compile") == 0) {
    return compile(words[2], &image);
  }
  return count < 4 ? 1 : link_file(words[3], &image);
}
