// Pictures on a terminal: bold heads, lines, blocks and braille, as wide as the terminal is. A pseudo
// terminal stands for one; what goes to pipes is in tests/run/pictures.

#define _GNU_SOURCE

#include "check.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static mochi_any row_of(const char *name, double total) {
  mochi_map *map = mochi_map_new(&mochi_type_map_string_any, 2);
  *(mochi_any *)mochi_map_slot_string(map, mochi_string_static("name")) = mochi_any_from_string(text_of_c(name));
  *(mochi_any *)mochi_map_slot_string(map, mochi_string_static("total")) = mochi_any_from_float(total);
  return (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = map}};
}

static mochi_any rows(void) {
  mochi_list *list = mochi_list_new(&mochi_type_any, 0);
  *(mochi_any *)mochi_list_push(list, &mochi_type_any, sizeof(mochi_any)) = row_of("Ann", 7.5);
  *(mochi_any *)mochi_list_push(list, &mochi_type_any, sizeof(mochi_any)) = row_of("Zoë", 10);
  return (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = list}};
}

static mochi_any options(const char *kind) {
  mochi_map *map = mochi_map_new(&mochi_type_map_string_any, 3);
  const char *const given[][2] = {{"x", "name"}, {"y", "total"}, {"kind", kind}};
  for (size_t at = 0; at < 3; at++) {
    *(mochi_any *)mochi_map_slot_string(map, mochi_string_static(given[at][0])) = mochi_any_from_string(text_of_c(given[at][1]));
  }
  return (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = map}};
}

static void check_shown(int terminal, const char *expected) {
  char shown[8192];
  mochi_output_flush();
  ssize_t size = read(terminal, shown, sizeof shown);
  CHECK_TEXT(mochi_string_from_bytes(shown, size < 0 ? 0 : (size_t)size), expected);
}

static void draw(int terminal) {
  mochi_table(rows(), NULL);
  check_shown(terminal, "\033[1mname\033[0m  \033[1mtotal\033[0m\r\n────  ─────\r\nAnn     7.5\r\nZoë    10\r\n");
  mochi_chart(rows(), options("bar"), NULL);
  check_shown(terminal, "Ann │████████████████████▎ 7.5\r\nZoë │███████████████████████████ 10\r\n");
  mochi_chart(rows(), options("line"), NULL);
  check_shown(terminal,
              " 10 │                            ⢀⠤⠊\r\n"
              "    │                          ⡠⠒⠁\r\n"
              "    │                       ⢀⠔⠉\r\n"
              "    │                    ⢀⡠⠊⠁\r\n"
              "    │                  ⡠⠔⠁\r\n"
              "    │               ⢀⠤⠊\r\n"
              "    │             ⡠⠒⠁\r\n"
              "    │          ⢀⠔⠊\r\n"
              "    │       ⢀⡠⠊⠁\r\n"
              "    │     ⣀⠔⠁\r\n"
              "    │  ⢀⠤⠊\r\n"
              "7.5 │⡠⠒⠁\r\n"
              "    └───────────────────────────────\r\n"
              "     Ann                         Zoë\r\n");
}

int main(void) {
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  CHECK(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
  int inside = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  const struct winsize size = {.ws_row = 24, .ws_col = 36};
  CHECK(inside >= 0 && ioctl(inside, TIOCSWINSZ, &size) == 0 && dup2(inside, STDOUT_FILENO) >= 0);
  draw(terminal);
  return check_result();
}
