// TPC-H Q9 in C: profit on green parts, by nation and year.
#include "table.h"

enum { NATIONS = 25, FIRST_YEAR = 1992, YEARS = 8 };

static int by_name(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

static int has_green(const char *name, size_t size) {
  return memmem(name, size, "green", 5) != NULL;
}

int main(void) {
  static char names[NATIONS][32];
  static double profits[NATIONS][YEARS];
  table lines = first_line("nation.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    memcpy(names[key], at, text_size(at));
  }
  index_of_ints parts = new_index();
  lines = first_line("part.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    if (has_green(at, text_size(at))) {
      find_or_add(&parts, key);
    }
  }
  index_of_ints suppliers = new_index();
  uint8_t *nations = NULL;
  uint32_t nation_capacity = 0;
  lines = first_line("supplier.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    uint32_t position = find_or_add(&suppliers, read_int(&at));
    nations = reserve(nations, sizeof *nations, position, &nation_capacity);
    at = skip(at, 2);
    nations[position] = (uint8_t)read_int(&at);
  }
  index_of_ints offers = new_index();
  double *costs = NULL;
  uint32_t cost_capacity = 0;
  lines = first_line("partsupp.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t part = read_int(&at);
    if (find(&parts, part) != NOWHERE) {
      uint32_t position = find_or_add(&offers, part << 32 | read_int(&at));
      costs = reserve(costs, sizeof *costs, position, &cost_capacity);
      at = skip(at, 1);
      costs[position] = read_number(&at);
    }
  }
  index_of_ints orders = new_index();
  uint8_t *years = NULL;
  uint32_t year_capacity = 0;
  lines = first_line("orders.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    uint32_t position = find_or_add(&orders, read_int(&at));
    years = reserve(years, sizeof *years, position, &year_capacity);
    at = skip(at, 3);
    years[position] = (uint8_t)(atoi(at) - FIRST_YEAR);
  }
  lines = first_line("lineitem.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t order = read_int(&at);
    int64_t part = read_int(&at);
    if (find(&parts, part) == NOWHERE) {
      continue;
    }
    int64_t supplier = read_int(&at);
    at = skip(at, 1);
    double quantity = read_number(&at);
    double price = read_number(&at);
    double discount = read_number(&at);
    int64_t offer = find(&offers, part << 32 | supplier);
    int64_t placed = find(&orders, order);
    int64_t from = find(&suppliers, supplier);
    if (offer != NOWHERE && placed != NOWHERE && from != NOWHERE) {
      profits[nations[from]][years[placed]] += price * (1 - discount) - costs[offer] * quantity;
    }
  }
  char *sorted[NATIONS];
  for (int at = 0; at < NATIONS; at++) {
    sorted[at] = names[at];
  }
  qsort(sorted, NATIONS, sizeof *sorted, by_name);
  for (int at = 0; at < NATIONS; at++) {
    const double *of = profits[(sorted[at] - names[0]) / (long)sizeof names[0]];
    for (int year = YEARS - 1; year >= 0; year--) {
      if (of[year] != 0) {
        printf("{\"nation\": \"%s\", \"o_year\": %d, \"sum_profit\": %.17g}\n", sorted[at], FIRST_YEAR + year, of[year]);
      }
    }
  }
  return 0;
}
