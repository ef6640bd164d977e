#include "checked.h"
typedef struct Tree { struct Tree *left, *right; } Tree;
static Tree *build(int64_t depth) {
  Tree *t = malloc(sizeof *t);
  if (depth == 0) {
    t->left = t->right = NULL;
  } else {
    t->left = build(SUB(depth, 1));
    t->right = build(SUB(depth, 1));
  }
  return t;
}
static int64_t check(const Tree *t) { return t == NULL ? 0 : ADD(ADD(1, check(t->left)), check(t->right)); }
static void drop(Tree *t) {
  if (t != NULL) {
    drop(t->left);
    drop(t->right);
    free(t);
  }
}
int main(void) {
  int64_t deepest = 17;
  Tree *t = build(deepest + 1);
  printf("%lld\n", (long long)check(t));
  drop(t);
  Tree *longLived = build(deepest);
  for (int64_t depth = 4; depth <= deepest; depth += 4) {
    int64_t rounds = (int64_t)1 << (deepest - depth + 4), sum = 0;
    for (int64_t i = 0; i < rounds; i++) {
      t = build(depth);
      sum = ADD(sum, check(t));
      drop(t);
    }
    printf("%lld %lld %lld\n", (long long)rounds, (long long)depth, (long long)sum);
  }
  printf("%lld\n", (long long)check(longLived));
}
