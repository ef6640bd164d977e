// The different keys among all rows, twenty times over.
#include "query-rows.h"

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
