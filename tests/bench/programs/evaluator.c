#include "checked.h"
typedef struct Expr { enum { NUM, VAR, ADD_, SUB_, MUL_ } tag; int64_t v; struct Expr *l, *r; } Expr;
static Expr *make(int tag, int64_t v, Expr *l, Expr *r) {
  Expr *e = malloc(sizeof *e);
  e->tag = tag;
  e->v = v;
  e->l = l;
  e->r = r;
  return e;
}
static Expr *build(int64_t depth, int64_t seed) {
  if (depth == 0) {
    return seed % 3 == 0 ? make(VAR, 0, NULL, NULL) : make(NUM, seed % 10, NULL, NULL);
  }
  Expr *l = build(SUB(depth, 1), MUL(seed, 2) % 1009), *r = build(SUB(depth, 1), ADD(MUL(seed, 3), 1) % 1009);
  return make(seed % 3 == 0 ? ADD_ : seed % 3 == 1 ? SUB_ : MUL_, 0, l, r);
}
static int64_t eval(const Expr *e, int64_t x) {
  switch (e->tag) {
  case NUM:
    return e->v;
  case VAR:
    return x;
  case ADD_:
    return ADD(eval(e->l, x), eval(e->r, x)) % 1000003;
  case SUB_:
    return SUB(eval(e->l, x), eval(e->r, x)) % 1000003;
  default:
    return MUL(eval(e->l, x), eval(e->r, x)) % 1000003;
  }
}
int main(void) {
  Expr *tree = build(18, 5);
  int64_t sum = 0;
  for (int64_t x = 0; x < 100; x++) {
    sum = ADD(sum, eval(tree, x));
  }
  printf("%lld\n", (long long)sum);
}
