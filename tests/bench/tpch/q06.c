// TPC-H Q6 in C: what a year would have earned more without small discounts.
#include "table.h"

int main(void) {
  double revenue = 0;
  table items = first_line("lineitem.csv");
  for (char *at; (at = next_line(&items)) != NULL;) {
    at = skip(at, 4);
    double quantity = read_number(&at);
    double price = read_number(&at);
    double discount = read_number(&at);
    at = skip(at, 3);
    if (quantity < 24 && discount >= 0.05 && discount <= 0.07 && compare_dates(at, "1994-01-01") >= 0 && compare_dates(at, "1995-01-01") < 0) {
      revenue += price * discount;
    }
  }
  printf("{\"revenue\": %.17g}\n", revenue);
  return 0;
}
