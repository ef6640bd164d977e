// TPC-H Q1 in C: pricing summary.
#include "table.h"

typedef struct sums {
  double quantity, price, discounted, charge, discount;
  int64_t count;
} sums;

int main(void) {
  static sums groups[256][256];
  table items = first_line("lineitem.csv");
  for (char *at; (at = next_line(&items)) != NULL;) {
    at = skip(at, 4);
    double quantity = read_number(&at);
    double price = read_number(&at);
    double discount = read_number(&at);
    double tax = read_number(&at);
    uint8_t flag = (uint8_t)at[0];
    uint8_t status = (uint8_t)at[2];
    if (compare_dates(at + 4, "1998-09-02") > 0) {
      continue;
    }
    sums *to = &groups[flag][status];
    double discounted = price * (1 - discount);
    to->quantity += quantity;
    to->price += price;
    to->discounted += discounted;
    to->charge += discounted * (1 + tax);
    to->discount += discount;
    to->count++;
  }
  for (int flag = 0; flag < 256; flag++) {
    for (int status = 0; status < 256; status++) {
      const sums *of = &groups[flag][status];
      if (of->count > 0) {
        double count = (double)of->count;
        printf("{\"l_returnflag\": \"%c\", \"l_linestatus\": \"%c\", \"sum_qty\": %.17g, \"sum_base_price\": %.17g, \"sum_disc_price\": %.17g, \"sum_charge\": %.17g, ", flag, status,
               of->quantity, of->price, of->discounted, of->charge);
        printf("\"avg_qty\": %.17g, \"avg_price\": %.17g, \"avg_disc\": %.17g, \"count_order\": %lld}\n", of->quantity / count, of->price / count, of->discount / count, (long long)of->count);
      }
    }
  }
  return 0;
}
