// Files, folders, environment, times.

#define _DEFAULT_SOURCE

#include "check.h"

#include "errors/try.h"

#include <sys/stat.h>
#include <unistd.h>

#define CHECK_RAISES(expression, wanted_code, wanted_message)   \
  do {                                                          \
    mochi_try frame;                                            \
    mochi_try_push(&frame);                                     \
    if (mochi_jump_set(frame.jump) == 0) {                           \
      (void)(expression);                                       \
      mochi_try_pop(&frame);                                    \
      CHECK(!"raises");                                         \
    } else {                                                    \
      CHECK_INT(mochi_try_code(&frame), (wanted_code));         \
      CHECK_TEXT(mochi_try_message(&frame), (wanted_message));  \
    }                                                           \
  } while (0)

static void files(void) {
  mochi_string path = text_of_c("written.txt");
  mochi_write_file(path, text_of_c("first\n"), NULL);
  CHECK_TEXT(mochi_read_file(path, NULL), "first\n");
  chmod("written.txt", 0640);
  mochi_write_file(path, text_of_c("secönd\n"), NULL);
  struct stat status;
  CHECK(stat("written.txt", &status) == 0 && (status.st_mode & 07777) == 0640);
  mochi_append_file(path, text_of_c("third"), NULL);
  CHECK_TEXT(mochi_string_join(mochi_read_lines(path, NULL), text_of_c("|")), "secönd|third");
  CHECK_INT(mochi_read_bytes(path, NULL)->length, 13);
  CHECK(mochi_file_exists(path));
  // Written through a link, not over it.
  CHECK(symlink("written.txt", "link.txt") == 0);
  mochi_write_file(text_of_c("link.txt"), text_of_c("through"), NULL);
  CHECK_TEXT(mochi_read_file(path, NULL), "through");
  CHECK(lstat("link.txt", &status) == 0 && S_ISLNK(status.st_mode));
  mochi_remove_file(text_of_c("link.txt"), NULL);
  mochi_remove_file(path, NULL);
  CHECK(!mochi_file_exists(path));
  CHECK_RAISES(mochi_read_file(path, NULL), -1, "cannot read \"written.txt\": no such file or folder");
  CHECK_RAISES(mochi_read_file(text_of_c("."), NULL), -1, "cannot read \".\": is a folder");
  CHECK_RAISES((mochi_write_file(text_of_c("none/x"), path, NULL), 0), -1, "cannot write \"none/x\": no such file or folder");
  CHECK_RAISES((mochi_remove_file(path, NULL), 0), -1, "cannot remove \"written.txt\": no such file or folder");
  char bytes[] = "good\xff";
  mochi_write_file(path, mochi_string_from_bytes(bytes, 5), NULL);
  CHECK_RAISES(mochi_read_file(path, NULL), -2, "\"written.txt\" is not UTF-8: invalid byte at offset 4");
  mochi_remove_file(path, NULL);
  // What isn't a regular file has no size to go by.
  CHECK_TEXT(mochi_read_file(text_of_c("/dev/null"), NULL), "");
}

static void folders(void) {
  mochi_make_dir(text_of_c("a/b/c"), NULL);
  mochi_make_dir(text_of_c("a/b/c/"), NULL);
  mochi_write_file(text_of_c("a/z"), text_of_c(""), NULL);
  mochi_write_file(text_of_c("a/.hidden"), text_of_c(""), NULL);
  CHECK_TEXT(mochi_string_join(mochi_list_dir(text_of_c("a"), NULL), text_of_c(" ")), ".hidden b z");
  CHECK_RAISES((mochi_remove_file(text_of_c("a"), NULL), 0), -1, "cannot remove \"a\": folder not empty");
  CHECK_RAISES((mochi_make_dir(text_of_c("a/z/d"), NULL), 0), -1, "cannot make the folder \"a/z/d\": not a folder");
  CHECK_RAISES(mochi_list_dir(text_of_c("nowhere"), NULL), -1, "cannot list \"nowhere\": no such file or folder");
  mochi_remove_file(text_of_c("a/.hidden"), NULL);
  mochi_remove_file(text_of_c("a/z"), NULL);
  mochi_remove_file(text_of_c("a/b/c"), NULL);
  mochi_remove_file(text_of_c("a/b"), NULL);
  mochi_remove_file(text_of_c("a"), NULL);
}

static void environment(void) {
  setenv("MOCHI_TEST_VARIABLE", "a välue that is long", 1);
  CHECK_TEXT(mochi_env(text_of_c("MOCHI_TEST_VARIABLE")), "a välue that is long");
  CHECK(mochi_string_is_none(mochi_env(text_of_c("MOCHI_TEST_UNSET"))));
}

static void check_time(int64_t time, const char *layout, const char *text) {
  CHECK_TEXT(mochi_format_time(time, text_of_c(layout)), text);
  CHECK_INT(mochi_parse_time(text_of_c(text), text_of_c(layout), NULL), time);
}

static void times(void) {
  const int64_t second = 1000000000;
  check_time(0, "%Y-%m-%d %H:%M:%S", "1970-01-01 00:00:00");
  check_time(1700000000 * second, "%FT%TZ", "2023-11-14T22:13:20Z");
  check_time(1700000000 * second, "%a %d %b %Y %I:%M:%S %p", "Tue 14 Nov 2023 10:13:20 PM");
  check_time(951782400 * second, "%A, %e. %B %Y", "Tuesday, 29. February 2000");
  check_time(-1, "%F %T.%N", "1969-12-31 23:59:59.999999999");
  check_time(1500 * (second / 1000), "%s.%L", "1.500");
  CHECK_TEXT(mochi_format_time(0, text_of_c("%y %D %R %z %Z %% %q %")), "70 01/01/70 00:00 +0000 UTC % %q %");
  CHECK_INT(mochi_parse_time(text_of_c("2024-02-29T12:00:00+05:30"), text_of_c("%FT%T%z"), NULL), 1709188200 * second);
  CHECK_RAISES(mochi_parse_time(text_of_c("2023-02-29"), text_of_c("%F"), NULL), -2, "cannot read \"2023-02-29\" as a time written like \"%F\"");
  CHECK_RAISES(mochi_parse_time(text_of_c("2023-13-01"), text_of_c("%F"), NULL), -2, "cannot read \"2023-13-01\" as a time written like \"%F\"");
  CHECK_RAISES(mochi_parse_time(text_of_c("9999-01-01"), text_of_c("%F"), NULL), -2, "cannot read \"9999-01-01\" as a time written like \"%F\"");
  for (int i = 0; i < 20000; i++) {
    int64_t time = (int64_t)random_bits();
    mochi_string layout = text_of_c("%Y-%m-%d %H:%M:%S.%N");
    CHECK_INT(mochi_parse_time(mochi_format_time(time, layout), layout, NULL), time);
  }
}

int main(void) {
  files();
  folders();
  environment();
  times();
  return check_result();
}
