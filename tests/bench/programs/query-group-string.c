// Groups by a string, with an average and a maximum, ten times over.
#include "query-rows.h"

static uint64_t hash_text(const char *text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *text != 0; text++) {
    hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
  }
  return hash;
}

typedef struct group {
  const char *name;
  double total;
  double most;
  int64_t count;
} group;

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t count = 0;
  double total = 0;
  for (int round = 0; round < 10; round++) {
    uint64_t mask = 4095;
    uint32_t *table = calloc(mask + 1, sizeof *table);
    group *found = malloc(1000 * sizeof *found);
    uint32_t length = 0;
    for (int64_t i = 0; i < size; i++) {
      const row *r = rows[i];
      uint64_t at = hash_text(r->name) & mask;
      while (table[at] != 0 && strcmp(found[table[at] - 1].name, r->name) != 0) {
        at = (at + 1) & mask;
      }
      if (table[at] == 0) {
        found[length] = (group){.name = r->name, .total = 0, .most = r->value, .count = 0};
        table[at] = ++length;
      }
      group *g = &found[table[at] - 1];
      g->total += r->value;
      g->most = r->value > g->most ? r->value : g->most;
      g->count++;
    }
    count += length;
    total = (double)(int64_t)(found[round].total / (double)found[round].count) + found[round].most;
    free(found);
    free(table);
  }
  printf("%lld %.15g\n", (long long)count, total);
  return 0;
}
