// Reading the runtime image's files; see the header.

#include "image.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096 };

/** A line of the description, taken apart at blanks as it is read. */
struct line {
  char *next;
};

static char *take_word(struct line *line) {
  char *word = line->next;
  line->next = word + strcspn(word, " ");
  if (*line->next != '\0') {
    *line->next++ = '\0';
  }
  return word;
}

static uint64_t take_number(struct line *line) {
  return strtoull(take_word(line), NULL, 10);
}

static struct mochi_segment take_segment(struct line *line) {
  struct mochi_segment segment = {0};
  segment.offset = take_number(line);
  segment.address = take_number(line);
  segment.file_size = take_number(line);
  segment.memory_size = take_number(line);
  segment.flags = (uint32_t)take_number(line);
  segment.alignment = take_number(line);
  return segment;
}

static void take_line(struct mochi_image *image, struct line *line) {
  const char *what = take_word(line);
  if (strcmp(what, "symbol") == 0) {
    const char *name = take_word(line);
    image->symbols[image->symbol_count++] = (struct mochi_image_symbol){name, take_number(line)};
  } else if (strcmp(what, "misunderstood") == 0) {
    image->misunderstood[image->misunderstood_count++] = take_word(line);
  } else if (strcmp(what, "segment") == 0 && image->segment_count < MOCHI_IMAGE_SEGMENTS) {
    image->segments[image->segment_count++] = take_segment(line);
  } else if (strcmp(what, "thread-local") == 0) {
    image->has_thread_local = true;
    image->thread_local = take_segment(line);
  } else if (strcmp(what, "machine") == 0) {
    image->machine = take_number(line);
  } else if (strcmp(what, "entry") == 0) {
    image->entry = take_number(line);
  } else if (strcmp(what, "alignment") == 0) {
    image->alignment = take_number(line);
  }
}

static size_t count_lines(const char *text) {
  size_t count = 1;
  for (const char *at = strchr(text, '\n'); at != NULL; at = strchr(at + 1, '\n')) {
    count++;
  }
  return count;
}

static bool is_sound(const struct mochi_image *image) {
  bool is_whole = image->size >= PAGE && image->size % PAGE == 0 && image->segment_count > 0 && image->alignment >= PAGE;
  for (size_t at = 0; at < image->segment_count; at++) {
    const struct mochi_segment *segment = &image->segments[at];
    is_whole = is_whole && segment->offset <= image->size && segment->file_size <= image->size - segment->offset;
  }
  return is_whole;
}

bool mochi_image_read(const char *folder, struct mochi_image *image) {
  *image = (struct mochi_image){0};
  struct mochi_bytes bytes = mochi_file_read(folder, "image");
  char *text = (char *)mochi_file_read(folder, "image.map").start;
  if (bytes.start == NULL || text == NULL) {
    return false;
  }
  image->bytes = bytes.start;
  image->size = bytes.size;
  size_t lines = count_lines(text);
  image->symbols = calloc(lines, sizeof *image->symbols);
  image->misunderstood = calloc(lines, sizeof *image->misunderstood);
  if (image->symbols == NULL || image->misunderstood == NULL) {
    return false;
  }
  for (char *next = text; *next != '\0';) {
    struct line line = {next};
    next += strcspn(next, "\n");
    if (*next != '\0') {
      *next++ = '\0';
    }
    take_line(image, &line);
  }
  return is_sound(image);
}

bool mochi_image_find(const struct mochi_image *image, const char *name, uint64_t *address) {
  size_t low = 0;
  size_t high = image->symbol_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(name, image->symbols[middle].name);
    if (order == 0) {
      *address = image->symbols[middle].address;
      return true;
    }
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return false;
}
