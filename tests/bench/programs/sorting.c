#include "checked.h"
#include <string.h>
typedef struct { const char *name; int64_t age; double score; } Person;
static int64_t state = 7;
static int64_t next(int64_t limit) {
  state = ADD(MUL(state, 1103515245), 12345) % 2147483648;
  return state / 256 % limit;
}
// qsort is not stable: a merge sort over pointers is.
static void merge_sort(Person **xs, Person **tmp, int64_t n, int (*less)(const Person *, const Person *)) {
  if (n < 2) {
    return;
  }
  int64_t half = n / 2;
  merge_sort(xs, tmp, half, less);
  merge_sort(xs + half, tmp, n - half, less);
  memcpy(tmp, xs, half * sizeof *xs);
  int64_t i = 0, j = half, k = 0;
  while (i < half && j < n) {
    xs[k++] = less(xs[j], tmp[i]) ? xs[j++] : tmp[i++];
  }
  while (i < half) {
    xs[k++] = tmp[i++];
  }
}
static int by_age(const Person *a, const Person *b) { return a->age < b->age; }
static int by_score(const Person *a, const Person *b) { return a->score < b->score; }
static int by_name(const Person *a, const Person *b) { return strcmp(a->name, b->name) < 0; }
static Person **sorted(Person **xs, int64_t n, int (*less)(const Person *, const Person *)) {
  Person **out = malloc(n * sizeof *out), **tmp = malloc(n * sizeof *tmp);
  memcpy(out, xs, n * sizeof *out);
  merge_sort(out, tmp, n, less);
  free(tmp);
  return out;
}
int main(void) {
  int64_t n = 1000000;
  Person **people = malloc(n * sizeof *people);
  for (int64_t i = 0; i < n; i++) {
    char name[24];
    snprintf(name, sizeof name, "p%lld", (long long)next(100000));
    Person *p = malloc(sizeof *p);
    p->name = strdup(name);
    p->age = next(90);
    p->score = (double)next(1000000) / 1000.0;
    people[i] = p;
  }
  Person **a = sorted(people, n, by_age), **s = sorted(people, n, by_score), **m = sorted(people, n, by_name);
  printf("%s %s\n%s %s\n%lld %lld\n", a[0]->name, a[500000]->name, s[0]->name, s[999999]->name, (long long)m[0]->age, (long long)m[999999]->age);
}
