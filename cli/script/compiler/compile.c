// tcc as a library; see the header. Its source, changed as release/tcc-fixes.ts says, is a part of this file, because two of the
// changes call functions of ours: what it compiles comes from mochi_source_read, and its object goes to mochi_object_open.

#include "compile.h"

#include "request.h"

#include <stdio.h>
#include <string.h>

static long mochi_source_read(char *bytes, size_t size);
static FILE *mochi_object_open(void);

#include "libtcc.c"

/** What of the header wasn't read yet; then comes the request. */
static struct mochi_bytes header_left;

static struct mochi_bytes made;
static char first_error[512];

static long mochi_source_read(char *bytes, size_t size) {
  size_t count = header_left.size < size ? header_left.size : size;
  if (count == 0) {
    return (long)mochi_request_read_c(bytes, size);
  }
  memcpy(bytes, header_left.start, count);
  header_left.start += count;
  header_left.size -= count;
  return (long)count;
}

static FILE *mochi_object_open(void) {
  return open_memstream((char **)&made.start, &made.size);
}

static void note_error(void *cx, const char *message) {
  (void)cx;
  if (first_error[0] == '\0') {
    snprintf(first_error, sizeof first_error, "%s", message);
  }
}

const char *mochi_compile(struct mochi_bytes header, struct mochi_bytes *object) {
  header_left = header;
  TCCState *tcc = tcc_new();
  tcc_set_error_func(tcc, NULL, note_error);
  tcc->warn_none = 1; // emitted C is checked by our tests
  tcc->nostdinc = 1;
  tcc_set_output_type(tcc, TCC_OUTPUT_OBJ);
  if (tcc_compile(tcc, AFF_TYPE_C, "script.c", 0) != 0 || tcc_output_file(tcc, "") != 0 || made.start == NULL) {
    return first_error[0] == '\0' ? "tcc made no object" : first_error;
  }
  *object = made;
  return NULL;
}
