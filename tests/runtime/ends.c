// Programs that end in some way, chosen by their first argument; what they print and their status are
// checked by runtime.test.ts.

#define _DEFAULT_SOURCE

#include "check.h"

#include "errors/try.h"
#include "platform/system.h"

#include <signal.h>
#include <unistd.h>

#define TEXT(literal) mochi_string_static(literal)

static const mochi_site site_inner = {.file = "shop.mochi", .function = "total", .text = "\treturn xs[n] + 1", .line = 12, .column = 11};
static const mochi_site site_outer = {.file = "shop.mochi", .function = "main", .text = "print(total(xs))", .line = 30, .column = 7};

static void line(const char *text) {
  mochi_print_line(text_of_c(text));
}

static void raise_in_frames(void) {
  mochi_frame outer = {.function = "main", .call = &site_outer};
  mochi_frame inner = {.function = "total"};
  mochi_frame_enter(&outer);
  mochi_frame_enter(&inner);
  mochi_raise_text(MOCHI_ERROR_INDEX, "list index out of range: 5 (len 2)", &site_inner);
}

static void raise_in_many_frames(void) {
  static mochi_frame frames[100];
  for (int i = 0; i < 100; i++) {
    frames[i] = (mochi_frame){.function = "main", .call = &site_outer};
    mochi_frame_enter(&frames[i]);
  }
  mochi_raise_text(1, "deep", &site_inner);
}

static void raise_on_a_long_line(void) {
  static char text[2000];
  for (int i = 0; i < 1000; i++) {
    memcpy(text + 2 * i, i == 700 ? "!!" : "xy", 2);
  }
  static mochi_site site = {.file = "long.mochi", .function = "main", .line = 7, .column = 1401};
  site.text = text;
  text[1999] = 0;
  mochi_raise_text(1, "far right", &site);
}

static void catch_and_finally(void) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_try inner;
    mochi_try_push(&inner);
    if (mochi_jump_set(inner.jump) == 0) {
      mochi_string name = TEXT("zz");
      mochi_raise_format(MOCHI_ERROR_TYPE, &site_inner, "cannot cast %q to int", &name);
    } else {
      // A second message must not change the first.
      mochi_try third;
      mochi_try_push(&third);
      if (mochi_jump_set(third.jump) == 0) {
        mochi_raise_nil("x", "a.mochi:1:2", NULL);
      } else {
        mochi_print_line(mochi_try_message(&third));
      }
      mochi_print_line(mochi_try_message(&inner));
      mochi_try_rethrow(&inner);
    }
  } else {
    mochi_print_int(mochi_try_code(&frame));
    mochi_print_end();
    mochi_print_line(mochi_try_message(&frame));
    mochi_try_rethrow(&frame);
  }
}

static int64_t recurse(int64_t depth, const mochi_site *site);

static int64_t (*volatile recurse_again)(int64_t, const mochi_site *) = recurse;

static int64_t recurse(int64_t depth, const mochi_site *site) {
  mochi_frame frame = {.function = "dive", .call = site};
  mochi_frame_enter(&frame);
  volatile char room[200];
  room[0] = (char)depth;
  int64_t result = recurse_again(depth + 1, site) + room[0];
  mochi_frame_leave(&frame);
  return result;
}

static void overflow(void) {
  line("before");
  mochi_print_int(recurse_again(0, &site_outer));
}

// 100,000 calls of 800 bytes are more than an ordinary stack of 8 MB.
static int64_t descend(int64_t depth) {
  volatile char room[800];
  room[0] = 1;
  return depth == 0 ? 0 : descend(depth - 1) + room[0];
}

static void deep(void) {
  int64_t (*volatile call)(int64_t) = descend;
  mochi_print_int(call(100000));
  mochi_print_end();
}

static void trimmed_lines(void) {
  mochi_print_trim_begin();
  mochi_print_string(TEXT(" a "));
  mochi_print_space();
  mochi_print_string(TEXT("b"));
  mochi_print_space();
  mochi_print_string(TEXT(" c "));
  mochi_print_trim_end();
  mochi_print_trim_begin();
  mochi_print_string(TEXT(""));
  mochi_print_space();
  mochi_print_string(TEXT(" "));
  mochi_print_trim_end();
  mochi_print_trim_begin();
  mochi_print_string(TEXT("x"));
  for (int i = 0; i < 50000; i++) {
    mochi_print_space();
  }
  mochi_print_string(TEXT("\u00a0y"));
  for (int i = 0; i < 200000; i++) {
    mochi_print_space();
  }
  mochi_print_trim_end();
  mochi_print_int(INT64_MIN);
  mochi_print_space();
  mochi_print_float(1e6);
  mochi_print_end();
}

static void many_lines(void) {
  for (int64_t i = 0; i < 100000; i++) {
    mochi_print_int(i);
    mochi_print_end();
  }
}

static void seen_by_signal(void) {
  line("kept");
  raise(SIGTERM);
}

static void echo(void) {
  for (;;) {
    mochi_string text = mochi_input();
    if (mochi_string_size(text) == 0) {
      break;
    }
    mochi_print_string(TEXT("<"));
    mochi_print_string(text);
    line(">");
  }
}

static void allocate(void) {
  for (int i = 0; i < 100; i++) {
    mochi_gc_alloc(16);
  }
  line("enough");
}

static void fail_expect(void) {
  mochi_raise_expect("total == 3", TEXT("1"), TEXT("3"), true, &site_inner);
}

static void clocks(void) {
  mochi_print_int(mochi_now());
  mochi_print_space();
  mochi_print_int(mochi_now());
  mochi_print_end();
  int64_t before = mochi_clock();
  mochi_sleep(2000000);
  CHECK(mochi_clock() - before >= 2000000);
  mochi_print_int(mochi_test_index());
  mochi_print_end();
}

static const struct {
  const char *name;
  void (*run)(void);
} programs[] = {
    {"frames", raise_in_frames},   {"many-frames", raise_in_many_frames}, {"long-line", raise_on_a_long_line}, {"try", catch_and_finally},
    {"overflow", overflow},        {"trim", trimmed_lines},               {"many-lines", many_lines},          {"signal", seen_by_signal},
    {"echo", echo},                {"allocate", allocate},              {"expect", fail_expect},
    {"clocks", clocks},            {"deep", deep},
};

void mochi_program(void) {
  for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
    if (mochi_argument_count > 1 && strcmp(mochi_arguments[1], programs[i].name) == 0) {
      programs[i].run();
      return;
    }
  }
  mochi_exit(99);
}
