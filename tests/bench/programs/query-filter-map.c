// Rows filtered and mapped, ten times over.
#include "query-rows.h"

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
