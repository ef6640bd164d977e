// Rows filtered and mapped, ten times over.
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

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t count = 0;
  double last = 0;
  for (int round = 0; round < 10; round++) {
    double *kept = NULL;
    int64_t length = 0;
    int64_t capacity = 0;
    for (int64_t i = 0; i < size; i++) {
      const row *r = rows[i];
      if (r->key % 3 == 0 && r->value > round) {
        if (length == capacity) {
          capacity = capacity == 0 ? 16 : capacity * 2;
          kept = realloc(kept, (size_t)capacity * sizeof *kept);
        }
        kept[length++] = r->value * 2.0;
      }
    }
    count += length;
    last = kept[length - 1];
    free(kept);
  }
  printf("%lld %.15g\n", (long long)count, last);
  return 0;
}
