// The hundred rows with the largest values, forty times over.
#include "query-rows.h"

typedef struct entry {
  double value;
  int64_t arrival;
} entry;

// Whether `left` comes behind `right`.
static int is_behind(entry left, entry right) {
  return left.value != right.value ? left.value < right.value : left.arrival > right.arrival;
}

static void sift_down(entry *heap, int count, entry moved) {
  int at = 0;
  for (int child = 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && is_behind(heap[child + 1], heap[child])) {
      child++;
    }
    if (!is_behind(heap[child], moved)) {
      break;
    }
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

int main(int argc, char **argv) {
  make_rows(argc > 1 ? argv[1] : "0");
  int64_t total = 0;
  for (int round = 0; round < 40; round++) {
    entry heap[100];
    int count = 0;
    for (int64_t i = 0; i < size; i++) {
      const row *r = rows[i];
      if (r->key == round) {
        continue;
      }
      entry made = {.value = r->value, .arrival = i};
      if (count < 100) {
        int at = count++;
        while (at > 0 && is_behind(made, heap[(at - 1) / 2])) {
          heap[at] = heap[(at - 1) / 2];
          at = (at - 1) / 2;
        }
        heap[at] = made;
      } else if (is_behind(heap[0], made)) {
        sift_down(heap, 100, made);
      }
    }
    total += rows[heap[0].arrival]->id;
  }
  printf("%lld\n", (long long)total);
  return 0;
}
