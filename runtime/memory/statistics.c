// Collections counted: see statistics.h. Pauses are kept as a histogram with eight steps per doubling.

#include "memory/statistics.h"

#include "memory/switches.h"
#include "platform/system.h"

enum { STEPS_SHIFT = 3, PAUSES = 40 << STEPS_SHIFT };

static bool wanted;
static uint64_t collections;
static uint64_t collections_aside;
static uint64_t pause_count;
static uint64_t total_taken;
static uint64_t total_live;
static uint64_t most_live;
static uint64_t most_resident;
static uint64_t total_pause;
static uint64_t longest_pause;
static uint32_t pauses[PAUSES];

static size_t step_of(uint64_t nanoseconds) {
  unsigned log = 63u - (unsigned)__builtin_clzll(nanoseconds | (1 << STEPS_SHIFT));
  size_t step = (size_t)(log << STEPS_SHIFT) + ((nanoseconds >> (log - STEPS_SHIFT)) & ((1 << STEPS_SHIFT) - 1));
  return step < PAUSES ? step : PAUSES - 1;
}

// The end of a step.
static uint64_t end_of(size_t step) {
  unsigned log = (unsigned)(step >> STEPS_SHIFT);
  return ((UINT64_C(1) << STEPS_SHIFT) + (step & ((1 << STEPS_SHIFT) - 1)) + 1) << (log - STEPS_SHIFT);
}

// A pause that 99 of 100 don't exceed.
static uint64_t percentile_99(void) {
  uint64_t rest = pause_count - (pause_count + 99) / 100;
  for (size_t step = 0; step < PAUSES; step++) {
    if (pauses[step] > rest) {
      return end_of(step) < longest_pause ? end_of(step) : longest_pause;
    }
    rest -= pauses[step];
  }
  return longest_pause;
}

static char *append(char *to, const char *text) {
  while (*text != 0) {
    *to++ = *text++;
  }
  return to;
}

static char *append_number(char *to, uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  mochi_copy(to, digits + at, sizeof digits - at);
  return to + (sizeof digits - at);
}

static void print(void) {
  const struct {
    const char *before;
    uint64_t number;
  } parts[] = {
      {"gc: collections ", collections},
      {" (aside ", collections_aside},
      {"), paused us: total ", total_pause / 1000},
      {" longest ", longest_pause / 1000},
      {" p99 ", percentile_99() / 1000},
      {"\ngc: KB: allocated ", total_taken >> 10},
      {" survived ", total_live >> 10},
      {" most alive ", most_live >> 10},
      {" largest heap ", most_resident >> 10},
  };
  char text[512];
  char *end = text;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    end = append_number(append(end, parts[i].before), parts[i].number);
  }
  *end++ = '\n';
  mochi_platform_write(MOCHI_STANDARD_ERROR, text, (size_t)(end - text));
}

void mochi_gc_statistics_start(void) {
  wanted = mochi_gc_switch("MOCHI_GC_STATS") != 0;
  if (wanted) {
    mochi_platform_at_exit(print);
  }
}

int64_t mochi_gc_statistics_begin(void) {
  return wanted ? mochi_platform_steady_clock() : 0;
}

void mochi_gc_statistics_pause(int64_t begin) {
  if (!wanted) {
    return;
  }
  uint64_t pause = (uint64_t)(mochi_platform_steady_clock() - begin);
  total_pause += pause;
  longest_pause = pause > longest_pause ? pause : longest_pause;
  pause_count++;
  pauses[step_of(pause)]++;
}

void mochi_gc_statistics_taken(size_t bytes) {
  total_taken += bytes;
}

void mochi_gc_statistics_collection(bool aside, size_t live, size_t resident) {
  collections++;
  collections_aside += aside ? 1 : 0;
  total_live += live;
  most_live = live > most_live ? live : most_live;
  most_resident = resident > most_resident ? resident : most_resident;
}
