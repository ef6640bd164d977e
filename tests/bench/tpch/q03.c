// TPC-H Q3 in C: the ten unshipped orders with the highest value.
#include "table.h"

typedef struct order {
  int64_t key;
  int64_t priority;
  double revenue;
  char date[11];
} order;

static int by_revenue(const void *left, const void *right) {
  const order *a = left;
  const order *b = right;
  if (a->revenue != b->revenue) {
    return a->revenue < b->revenue ? 1 : -1;
  }
  int dates = compare_dates(a->date, b->date);
  return dates != 0 ? dates : a->key < b->key ? -1 : a->key > b->key;
}

int main(void) {
  index_of_ints customers = new_index();
  table lines = first_line("customer.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    if (is_text(skip(at, 5), "BUILDING")) {
      find_or_add(&customers, key);
    }
  }
  index_of_ints keys = new_index();
  order *orders = NULL;
  uint32_t capacity = 0;
  lines = first_line("orders.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    int64_t customer = read_int(&at);
    at = skip(at, 2);
    if (compare_dates(at, "1995-03-15") >= 0 || find(&customers, customer) == NOWHERE) {
      continue;
    }
    uint32_t position = find_or_add(&keys, key);
    orders = reserve(orders, sizeof *orders, position, &capacity);
    order *to = &orders[position];
    memcpy(to->date, at, 10);
    to->date[10] = 0;
    at = skip(at, 3);
    to->key = key;
    to->priority = read_int(&at);
    to->revenue = 0;
  }
  lines = first_line("lineitem.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    at = skip(at, 4);
    double price = read_number(&at);
    double discount = read_number(&at);
    if (compare_dates(skip(at, 3), "1995-03-15") > 0) {
      int64_t position = find(&keys, key);
      if (position != NOWHERE) {
        orders[position].revenue += price * (1 - discount);
      }
    }
  }
  qsort(orders, keys.count, sizeof *orders, by_revenue);
  for (uint32_t at = 0; at < 10 && at < keys.count && orders[at].revenue > 0; at++) {
    printf("{\"l_orderkey\": %lld, \"revenue\": %.17g, \"o_orderdate\": \"%s\", \"o_shippriority\": %lld}\n", (long long)orders[at].key, orders[at].revenue, orders[at].date, (long long)orders[at].priority);
  }
  return 0;
}
