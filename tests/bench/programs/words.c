// C has no map: open addressing over copies of the words, as a C programmer would write it.
#include "checked.h"
#include <string.h>
static int64_t state = 42;
static int64_t next(int64_t limit) {
  state = ADD(MUL(state, 1103515245), 12345) % 2147483648;
  return state / 65536 % limit;
}
typedef struct { char *word; int64_t count; } Entry;
static Entry *table;
static size_t size = 1024, used;
static size_t find(Entry *in, size_t n, const char *word) {
  uint64_t h = 1469598103934665603u;
  for (const char *p = word; *p; p++) {
    h = (h ^ (unsigned char)*p) * 1099511628211u;
  }
  size_t at = h & (n - 1);
  while (in[at].word != NULL && strcmp(in[at].word, word) != 0) {
    at = (at + 1) & (n - 1);
  }
  return at;
}
static int by_word(const void *a, const void *b) { return strcmp(((const Entry *)a)->word, ((const Entry *)b)->word); }
int main(void) {
  static const char *const syllables[] = {"ka", "to", "mi", "ra", "ne", "so", "lu", "vi", "do", "pe", "shi", "gu"};
  table = calloc(size, sizeof *table);
  for (int64_t i = 0; i < 3000000; i++) {
    char word[32];
    strcpy(word, syllables[next(12)]);
    int64_t more = next(4);
    for (int64_t j = 0; j < more; j++) {
      strcat(word, syllables[next(12)]);
    }
    size_t at = find(table, size, word);
    if (table[at].word == NULL) {
      table[at].word = strdup(word);
      if (++used * 2 > size) {
        Entry *bigger = calloc(size * 2, sizeof *bigger);
        for (size_t k = 0; k < size; k++) {
          if (table[k].word != NULL) {
            bigger[find(bigger, size * 2, table[k].word)] = table[k];
          }
        }
        free(table);
        table = bigger;
        size *= 2;
        at = find(table, size, word);
      }
    }
    table[at].count = ADD(table[at].count, 1);
  }
  Entry *all = malloc(used * sizeof *all);
  size_t n = 0;
  for (size_t k = 0; k < size; k++) {
    if (table[k].word != NULL) {
      all[n++] = table[k];
    }
  }
  qsort(all, n, sizeof *all, by_word);
  const Entry *top = all;
  for (size_t k = 0; k < n; k++) {
    if (all[k].count > top->count) {
      top = &all[k];
    }
  }
  printf("%zu %s %lld\n", n, top->word, (long long)top->count);
}
