// Rows joined with a tenth as many others by an int key, ten times over.
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

static uint64_t hash_int(int64_t key) {
  return (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static uint64_t slots_for(uint64_t count) {
  uint64_t slots = 64;
  while (slots < count * 2) {
    slots *= 2;
  }
  return slots;
}

typedef struct part {
  int64_t id;
  double weight;
} part;

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t others = size / 10;
  part **parts = malloc((size_t)(others + 1) * sizeof *parts);
  for (int64_t i = 0; i < others; i++) {
    parts[i] = malloc(sizeof(part));
    *parts[i] = (part){.id = spread(i) % groups, .weight = (double)i};
  }
  int64_t count = 0;
  double last = 0;
  for (int round = 0; round < 10; round++) {
    uint64_t mask = slots_for((uint64_t)others) - 1;
    uint32_t *table = calloc(mask + 1, sizeof *table);
    uint32_t *next = malloc((size_t)(others + 1) * sizeof *next);
    for (int64_t i = others; i > 0; i--) {
      uint64_t at = hash_int(parts[i - 1]->id) & mask;
      while (table[at] != 0 && parts[table[at] - 1]->id != parts[i - 1]->id) {
        at = (at + 1) & mask;
      }
      next[i] = table[at];
      table[at] = (uint32_t)i;
    }
    double *joined = NULL;
    int64_t length = 0;
    int64_t capacity = 0;
    for (int64_t i = 0; i < size; i++) {
      const row *r = rows[i];
      uint64_t at = hash_int(r->key) & mask;
      while (table[at] != 0 && parts[table[at] - 1]->id != r->key) {
        at = (at + 1) & mask;
      }
      for (uint32_t match = table[at]; match != 0; match = next[match]) {
        if (length == capacity) {
          capacity = capacity == 0 ? 16 : capacity * 2;
          joined = realloc(joined, (size_t)capacity * sizeof *joined);
        }
        joined[length++] = r->value + parts[match - 1]->weight;
      }
    }
    count += length;
    last = joined[length - 1];
    free(joined);
    free(next);
    free(table);
  }
  printf("%lld %.15g\n", (long long)count, last);
  return 0;
}
