// TPC-H Q18 in C: the hundred largest orders of more than 270 pieces.
#include "table.h"

typedef struct order {
  int64_t key;
  int64_t customer;
  double price;
  double quantity;
  char date[11];
  char name[32];
} order;

static int by_price(const void *left, const void *right) {
  const order *a = left;
  const order *b = right;
  if (a->price != b->price) {
    return a->price < b->price ? 1 : -1;
  }
  int dates = compare_dates(a->date, b->date);
  return dates != 0 ? dates : a->key < b->key ? -1 : a->key > b->key;
}

int main(void) {
  index_of_ints keys = new_index();
  double *quantities = NULL;
  uint32_t capacity = 0;
  table lines = first_line("lineitem.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    uint32_t known = keys.count;
    uint32_t position = find_or_add(&keys, read_int(&at));
    quantities = reserve(quantities, sizeof *quantities, position, &capacity);
    at = skip(at, 3);
    double quantity = read_number(&at);
    quantities[position] = position == known ? quantity : quantities[position] + quantity;
  }
  order *large = NULL;
  uint32_t count = 0;
  uint32_t large_capacity = 0;
  lines = first_line("orders.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    int64_t key = read_int(&at);
    int64_t position = find(&keys, key);
    if (position == NOWHERE || quantities[position] <= 270) {
      continue;
    }
    large = reserve(large, sizeof *large, count, &large_capacity);
    order *to = &large[count++];
    *to = (order){.key = key, .quantity = quantities[position]};
    to->customer = read_int(&at);
    at = skip(at, 1);
    to->price = read_number(&at);
    memcpy(to->date, at, 10);
  }
  index_of_ints customers = new_index();
  char(*names)[32] = NULL;
  uint32_t name_capacity = 0;
  lines = first_line("customer.csv");
  for (char *at; (at = next_line(&lines)) != NULL;) {
    uint32_t position = find_or_add(&customers, read_int(&at));
    names = reserve(names, sizeof *names, position, &name_capacity);
    size_t size = text_size(at);
    memcpy(names[position], at, size);
    names[position][size] = 0;
  }
  qsort(large, count, sizeof *large, by_price);
  for (uint32_t at = 0; at < 100 && at < count; at++) {
    const order *of = &large[at];
    printf("{\"c_name\": \"%s\", \"c_custkey\": %lld, \"o_orderkey\": %lld, \"o_orderdate\": \"%s\", \"o_totalprice\": %.17g, \"sum_qty\": %.17g}\n", names[find(&customers, of->customer)],
           (long long)of->customer, (long long)of->key, of->date, of->price, of->quantity);
  }
  return 0;
}
