// The rows that the C programs query-*.c go through, made from a formula (its Go, Mochi and SQL are the same), and how they hash ints.

#ifndef QUERY_ROWS_H
#define QUERY_ROWS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
  int64_t id;
  int64_t key;
  const char *name;
  double value;
} row;

static int64_t spread(int64_t i) {
  return i * 2654435761 % 4294967296;
}

static int64_t size;
static int64_t groups;
static row **rows;

static void make_rows(const char *argument) {
  size = atoll(argument);
  groups = size / 20 + 1;
  static char names[1000][24];
  for (int64_t i = 0; i < 1000; i++) {
    snprintf(names[i], sizeof names[i], "customer number %d", (int)i);
  }
  rows = malloc((size_t)size * sizeof *rows);
  for (int64_t i = 0; i < size; i++) {
    rows[i] = malloc(sizeof(row));
    *rows[i] = (row){.id = i, .key = spread(i) % groups, .name = names[spread(i) % 1000], .value = (double)(spread(i * 7 + 3) % 1000000) / 4.0};
  }
}

static inline uint64_t hash_int(int64_t key) {
  return (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static inline uint64_t slots_for(uint64_t count) {
  uint64_t slots = 64;
  while (slots < count * 2) {
    slots *= 2;
  }
  return slots;
}

#endif
