// Rows joined with a tenth as many others by an int key, ten times over.
#include "query-rows.h"

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
