// Random numbers: xoshiro256** (Blackman and Vigna 2018), its state filled from the seed by
// splitmix64. The same seed gives the same numbers on every target; a program that doesn't call
// `seed` runs with seed 0. There is one generator per program.
//
//   random()         the upper 53 bits, divided by 2^53: [0, 1)
//   randomInt(a, b)  a ≤ n < b, by multiplication with rejection (Lemire 2019): without bias

#ifndef MOCHI_VALUES_RANDOM_H
#define MOCHI_VALUES_RANDOM_H

#include "values/value.h"

void mochi_random_seed(int64_t seed);
double mochi_random_float(void);
// −3 unless low < high.
int64_t mochi_random_int(int64_t low, int64_t high, const mochi_site *site);

#endif
