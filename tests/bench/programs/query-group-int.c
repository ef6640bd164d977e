// Groups by an int, with sum and count, ten times over.
#include "query-rows.h"

typedef struct group {
  int64_t key;
  double total;
  int64_t count;
} group;

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t count = 0;
  double total = 0;
  for (int round = 0; round < 10; round++) {
    uint64_t mask = slots_for((uint64_t)groups) - 1;
    uint32_t *table = calloc(mask + 1, sizeof *table);
    group *found = malloc((size_t)(groups + 1) * sizeof *found);
    uint32_t length = 0;
    for (int64_t i = 0; i < size; i++) {
      const row *r = rows[i];
      uint64_t at = hash_int(r->key) & mask;
      while (table[at] != 0 && found[table[at] - 1].key != r->key) {
        at = (at + 1) & mask;
      }
      if (table[at] == 0) {
        found[length] = (group){.key = r->key, .total = 0, .count = 0};
        table[at] = ++length;
      }
      group *g = &found[table[at] - 1];
      g->total += r->value;
      g->count++;
    }
    count += length;
    total = (double)((int64_t)found[round].total + found[round].count);
    free(found);
    free(table);
  }
  printf("%lld %lld\n", (long long)count, (long long)total);
  return 0;
}
