// Marking aside: a graph that changes all the time keeps what it should while a snapshot of it is marked,
// whether that is through at once, late, dies, or can't be had. Run with MOCHI_GC_ASIDE=1, MOCHI_GC_EVERY=64k
// and MOCHI_GC_VERIFY=1: a collection is nearly always under way. The platform's snapshots are replaced by
// ones that misbehave.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "check.h"

#include "memory/aside.h"
#include "memory/heap.h"
#include "platform/system.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum manner { PROMPT, LATE, DYING, REFUSED, MANNERS } manner;

static manner how;
static unsigned snapshots;

void *mochi_platform_map_shared(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

int64_t mochi_platform_snapshot(void (*body)(void *context), void *context) {
  snapshots++;
  if (how == REFUSED) {
    return -1;
  }
  pid_t child = fork();
  if (child == 0) {
    if (how == LATE) {
      usleep(20000);
    }
    if (how != DYING) {
      body(context);
    }
    _exit(0);
  }
  return child;
}

bool mochi_platform_snapshot_has_ended(int64_t snapshot, bool wait) {
  return waitpid((pid_t)snapshot, NULL, wait ? 0 : WNOHANG) != 0;
}

void mochi_platform_snapshot_kill(int64_t snapshot) {
  kill((pid_t)snapshot, SIGKILL);
}

typedef struct node {
  struct node *next;
  uint64_t *payload;
  uint64_t number;
} node;

enum { CHAINS = 500, LENGTH = 20 };

static mochi_gc_pool node_pool = {.scan = MOCHI_GC_SCAN_SOME, .pointers = 1 << 0 | 1 << 1};

static node *new_node(node *next, uint64_t number) {
  size_t size = 16 + (number % 64 == 0 ? 20000 : number % 200);
  uint64_t *payload = mochi_gc_alloc_atomic(size);
  payload[0] = number;
  payload[size / 8 - 1] = number;
  node *made = mochi_gc_new(&node_pool, sizeof *made);
  *made = (node){.next = next, .payload = payload, .number = number};
  return made;
}

static void check_chain(const node *chain) {
  for (; chain != NULL; chain = chain->next) {
    size_t size = 16 + (chain->number % 64 == 0 ? 20000 : chain->number % 200);
    CHECK(chain->payload[0] == chain->number && chain->payload[size / 8 - 1] == chain->number);
  }
}

// Chains are cut, hung onto others, grown and dropped, so that what the snapshot saw here is there now.
static void change(uint64_t rounds) {
  node **chains = mochi_gc_alloc(sizeof *chains * CHAINS);
  for (uint64_t round = 0; round < rounds; round++) {
    node **one = &chains[random_bits() % CHAINS];
    node **other = &chains[random_bits() % CHAINS];
    node *last;
    switch (random_bits() % 4) {
      case 0:
        check_chain(*one);
        *one = NULL;
        break;
      case 1:
        // The tail moves: from where the snapshot finds it late to where it has been already.
        if (*one != NULL && one != other) {
          last = *one;
          node *tail = last->next;
          last->next = NULL;
          check_chain(*other);
          *other = tail;
        }
        break;
      default:
        for (unsigned more = 0; more < LENGTH; more++) {
          *one = new_node(*one, round);
        }
    }
    if (round % 1000 == 0) {
      // Grown in place or moved, and given back by hand, while the snapshot still sees it.
      size_t size = 30000 + random_bits() % 100000;
      uint64_t *array = mochi_gc_alloc(size);
      array[0] = round;
      array = mochi_gc_grow(array, 8, size, size * 3);
      CHECK(array[0] == round && array[1] == 0);
      mochi_gc_free(array, size * 3);
    }
  }
  for (size_t at = 0; at < CHAINS; at++) {
    check_chain(chains[at]);
  }
}

int main(void) {
  mochi_stack_base = __builtin_frame_address(0);
  for (how = PROMPT; how < MANNERS; how++) {
    snapshots = 0;
    change(how == REFUSED ? 500 : 4000);
    CHECK(snapshots > 1);
    mochi_gc_collect();
    CHECK(!mochi_heap.aside);
  }
  return check_result();
}
