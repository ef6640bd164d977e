// The different keys among all rows, twenty times over.
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

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t total = 0;
  for (int round = 0; round < 20; round++) {
    uint64_t mask = slots_for((uint64_t)groups) - 1;
    uint32_t *table = calloc(mask + 1, sizeof *table);
    int64_t *found = malloc((size_t)(groups + 1) * sizeof *found);
    uint32_t length = 0;
    for (int64_t i = 0; i < size; i++) {
      int64_t key = rows[i]->key;
      if (key <= round) {
        continue;
      }
      uint64_t at = hash_int(key) & mask;
      while (table[at] != 0 && found[table[at] - 1] != key) {
        at = (at + 1) & mask;
      }
      if (table[at] == 0) {
        found[length] = key;
        table[at] = ++length;
      }
    }
    total += found[length - 1] + length;
    free(found);
    free(table);
  }
  printf("%lld\n", (long long)total);
  return 0;
}
