// What the hand-written C programs of tests/bench/tpch.mjs share: lines of a CSV file without quotes, their fields, and
// a hash table from ints to positions. Plain C as one writes it for one purpose: no checks of the data.

#ifndef TPCH_TABLE_H
#define TPCH_TABLE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct table {
  FILE *file;
  char *buffer;
  size_t begin;
  size_t end;
} table;

enum { BUFFER = 1 << 18 };

static table open_table(const char *name) {
  table result = {.file = fopen(name, "rb"), .buffer = malloc(BUFFER + 1)};
  if (result.file == NULL || result.buffer == NULL) {
    perror(name);
    exit(1);
  }
  return result;
}

/** The next line, which ends with '\n'; NULL at the end. */
static char *next_line(table *from) {
  for (;;) {
    char *line = from->buffer + from->begin;
    char *newline = memchr(line, '\n', from->end - from->begin);
    if (newline != NULL) {
      from->begin = (size_t)(newline + 1 - from->buffer);
      return line;
    }
    memmove(from->buffer, line, from->end - from->begin);
    from->end -= from->begin;
    from->begin = 0;
    size_t count = fread(from->buffer + from->end, 1, BUFFER - from->end, from->file);
    if (count == 0) {
      fclose(from->file);
      free(from->buffer);
      return NULL;
    }
    from->end += count;
  }
}

/** Opens a table and passes its header. */
static table first_line(const char *name) {
  table result = open_table(name);
  next_line(&result);
  return result;
}

/** Moves over `count` fields. */
static inline char *skip(char *at, int count) {
  for (; count > 0; count--) {
    while (*at != ',') {
      at++;
    }
    at++;
  }
  return at;
}

/** Reads a field and moves behind what ends it. */
static inline int64_t read_int(char **at) {
  char *digit = *at;
  int negative = *digit == '-';
  digit += negative;
  int64_t value = 0;
  while (*digit >= '0' && *digit <= '9') {
    value = value * 10 + (*digit++ - '0');
  }
  *at = digit + 1;
  return negative ? -value : value;
}

static inline double read_number(char **at) {
  static const double powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
  char *digit = *at;
  int negative = *digit == '-';
  digit += negative;
  int64_t value = 0;
  int places = 0;
  while (*digit >= '0' && *digit <= '9') {
    value = value * 10 + (*digit++ - '0');
  }
  if (*digit == '.') {
    char *point = ++digit;
    while (*digit >= '0' && *digit <= '9') {
      value = value * 10 + (*digit++ - '0');
    }
    places = (int)(digit - point);
  }
  *at = digit + 1;
  double number = (double)value / powers[places];
  return negative ? -number : number;
}

/** The size of the text field at `at`. */
static inline size_t text_size(const char *at) {
  size_t size = 0;
  while (at[size] != ',' && at[size] != '\n') {
    size++;
  }
  return size;
}

static inline int is_text(const char *at, const char *text) {
  size_t size = strlen(text);
  return text_size(at) == size && memcmp(at, text, size) == 0;
}

/** Dates have ten bytes. */
static inline int compare_dates(const char *left, const char *right) {
  return memcmp(left, right, 10);
}

// ---------------------------------------------------------------- hash table

// Positions are given in order of the keys' first appearance.
typedef struct index {
  uint32_t *slots;  // position + 1
  int64_t *keys;
  uint64_t mask;
  uint32_t count;
} index_of_ints;

enum { NOWHERE = -1 };

static inline uint64_t hash_int(int64_t key) {
  return (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static index_of_ints new_index(void) {
  return (index_of_ints){.slots = calloc(1024, sizeof(uint32_t)), .keys = malloc(512 * sizeof(int64_t)), .mask = 1023};
}

static inline uint64_t slot_of(const index_of_ints *in, int64_t key) {
  uint64_t at = hash_int(key) & in->mask;
  while (in->slots[at] != 0 && in->keys[in->slots[at] - 1] != key) {
    at = (at + 1) & in->mask;
  }
  return at;
}

static inline int64_t find(const index_of_ints *in, int64_t key) {
  return (int64_t)in->slots[slot_of(in, key)] - 1;
}

static void grow(index_of_ints *in) {
  free(in->slots);
  in->mask = in->mask * 2 + 1;
  in->slots = calloc(in->mask + 1, sizeof(uint32_t));
  in->keys = realloc(in->keys, (in->mask + 1) / 2 * sizeof(int64_t));
  for (uint32_t position = 0; position < in->count; position++) {
    in->slots[slot_of(in, in->keys[position])] = position + 1;
  }
}

static inline uint32_t find_or_add(index_of_ints *in, int64_t key) {
  uint64_t at = slot_of(in, key);
  if (in->slots[at] != 0) {
    return in->slots[at] - 1;
  }
  if (in->count == (in->mask + 1) / 2) {
    grow(in);
    at = slot_of(in, key);
  }
  in->keys[in->count] = key;
  in->slots[at] = ++in->count;
  return in->count - 1;
}

/** Room for `count` values and some more: `*capacity` at least doubles. */
static inline void *reserve(void *values, size_t size, uint32_t count, uint32_t *capacity) {
  if (count < *capacity) {
    return values;
  }
  *capacity = count < 512 ? 1024 : count * 2;
  return realloc(values, *capacity * size);
}

#endif
