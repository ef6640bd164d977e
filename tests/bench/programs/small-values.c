// Small values: structs by value, a tagged union, a state machine, a callback with a context.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct { double x, y, z; } Vec;
typedef enum { OK, RETRY, BAD } Kind;
typedef struct { Kind kind; int64_t first, second; const char *text; size_t length; } Answer;
typedef enum { IDLE, RUNNING, STOPPED } Phase;
typedef struct { Phase phase; int64_t first, second; } State;

static Vec add(Vec a, Vec b) { return (Vec){ a.x + b.x, a.y + b.y, a.z + b.z }; }
static Vec scale(Vec a, double k) { return (Vec){ a.x * k, a.y * k, a.z * k }; }
static double dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static double orbit(int64_t n) {
  Vec position = { 1.0, 0.0, 0.5 };
  Vec velocity = { 0.0, 1.0, 0.0 };
  double energy = 0.0;
  for (int64_t i = 0; i < n; i++) {
    velocity = add(velocity, scale(position, -0.001));
    position = add(position, scale(velocity, 0.001));
    energy += dot(velocity, velocity);
  }
  return energy;
}

static Answer ask(int64_t n) {
  if (n % 5 == 0) return (Answer){ .kind = BAD, .text = "five", .length = 4 };
  if (n % 3 == 0) return (Answer){ .kind = RETRY, .first = n % 11, .second = n % 7 };
  return (Answer){ .kind = OK, .first = n % 1000 };
}

static int64_t answers(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; i++) {
    Answer a = ask(i);
    switch (a.kind) {
      case OK: sum += a.first; break;
      case RETRY: sum += a.first * a.second; break;
      case BAD: sum += (int64_t)a.length; break;
    }
  }
  return sum;
}

static State step(State s, int64_t n) {
  switch (s.phase) {
    case IDLE: return (State){ RUNNING, 1, 0 };
    case RUNNING: return s.first > 9 ? (State){ STOPPED, n, s.first } : (State){ RUNNING, s.first + n % 3, 0 };
    default: return s.first % 2 == 0 ? (State){ IDLE, 0, 0 } : (State){ STOPPED, s.first - 1, s.second + 1 };
  }
}

static int64_t states(int64_t n) {
  State state = { IDLE, 0, 0 };
  int64_t sum = 0;
  for (int64_t i = 0; i < n; i++) {
    state = step(state, i);
    sum += state.phase == IDLE ? 1 : state.phase == RUNNING ? state.first : state.second;
  }
  return sum;
}

static int64_t each(int64_t count, int64_t (*visit)(void *, int64_t), void *context) {
  int64_t sum = 0;
  for (int64_t i = 0; i < count; i++) sum += visit(context, i);
  return sum;
}

typedef struct { int64_t seen, i; } Context;

static int64_t visit(void *context, int64_t k) {
  Context *own = context;
  own->seen += own->i % 7;
  return k * own->seen;
}

static int64_t visits(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; i++) {
    Context context = { 0, i };
    sum += each(4, visit, &context);
    sum += context.seen;
  }
  return sum;
}

int main(int argc, char **argv) {
  int64_t n = argc > 1 ? atoll(argv[1]) : 1;
  printf("%lld\n", (long long)floor(orbit(n) * 1000.0));
  printf("%lld\n%lld\n%lld\n", (long long)answers(n), (long long)states(n), (long long)visits(n));
}
