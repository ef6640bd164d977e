// Reading a request; see the header.

#define _XOPEN_SOURCE 700

#include "request.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { ORDER_TEXTS = 4, ORDER_SIZE = 1 << 15 };

/** What came behind the C text. */
static char order_bytes[ORDER_SIZE];
static size_t order_size;
static bool is_c_over;

static size_t read_some(char *bytes, size_t size) {
  ssize_t count;
  do {
    count = read(STDIN_FILENO, bytes, size);
  } while (count < 0 && errno == EINTR);
  return count < 0 ? 0 : (size_t)count;
}

size_t mochi_request_read_c(char *bytes, size_t size) {
  if (is_c_over) {
    return 0;
  }
  // What follows the C has to fit into our own bytes.
  size_t count = read_some(bytes, size < ORDER_SIZE ? size : ORDER_SIZE);
  char *end = memchr(bytes, '\0', count);
  is_c_over = count == 0 || end != NULL;
  if (end == NULL) {
    return count;
  }
  order_size = (size_t)(bytes + count - end) - 1;
  memcpy(order_bytes, end + 1, order_size);
  return (size_t)(end - bytes);
}

/** The text that begins there; moves behind it. NULL when it hasn't come whole. */
static const char *take_text(const char **next) {
  const char *text = *next;
  const char *end = memchr(text, '\0', (size_t)(order_bytes + order_size - text));
  *next = end == NULL ? text : end + 1;
  return end == NULL ? NULL : text;
}

bool mochi_request_read_order(struct mochi_order *order) {
  const char *texts[ORDER_TEXTS];
  for (;;) {
    const char *next = order_bytes;
    int count = 0;
    while (count < ORDER_TEXTS && (texts[count] = take_text(&next)) != NULL) {
      count++;
    }
    if (count == ORDER_TEXTS) {
      *order = (struct mochi_order){texts[0], {texts[1], texts[2], texts[3]}};
      return true;
    }
    size_t more = read_some(order_bytes + order_size, ORDER_SIZE - order_size);
    if (more == 0) {
      return false;
    }
    order_size += more;
  }
}
