// Sine, cosine, tangent, their inverses, the hypotenuse, the cubic root and the decimal logarithm.
//
// C libraries differ in the last place of these, glibc from musl, musl from Microsoft's; programs should print the same
// digits on every machine. So they are computed here, with pairs of doubles whose sum has some 70 correct bits, and rounded once: the result is
// the double that is nearest to the true value, for every argument that was tried. (The libraries agree on exp, log, log2 and pow.)
//
// Near a table's value the rest is small: sin(a + t) = sin a + (cos a · t + sin a · (cos t − 1) + cos a · (sin t − t)), where a is a multiple of π/64 and
// |t| ≤ π/128, and atan x = atan c + atan((x − c) / (1 + x·c)), where c is a multiple of 1/64. Angles beyond FARTHEST are the C library's.
// The tables are true values to 107 bits.

#include "values/trigonometry.h"

#include <math.h>
#include <stdint.h>

// ---------------------------------------------------------------- pairs

/** The sum of two doubles, the second at most half a unit in the last place of the first. */
typedef struct pair {
  double high;
  double low;
} pair;

/** Exact; |left| must not be less than |right|. */
static inline pair ordered_sum(double left, double right) {
  double sum = left + right;
  return (pair){sum, right - (sum - left)};
}

/** Exact. */
static inline pair exact_sum(double left, double right) {
  double sum = left + right;
  double second = sum - left;
  return (pair){sum, (left - (sum - second)) + (right - second)};
}

/** Exact while nothing over- or underflows. */
static inline pair exact_product(double left, double right) {
  double product = left * right;
#ifdef FP_FAST_FMA
  return (pair){product, fma(left, right, -product)};
#else
  const double splitter = 0x1p27 + 1;
  double left_part = left * splitter;
  double left_high = left_part - (left_part - left);
  double left_low = left - left_high;
  double right_part = right * splitter;
  double right_high = right_part - (right_part - right);
  double right_low = right - right_high;
  return (pair){product, ((left_high * right_high - product) + left_high * right_low + left_low * right_high) + left_low * right_low};
#endif
}

static inline pair add(pair left, pair right) {
  pair sum = exact_sum(left.high, right.high);
  return ordered_sum(sum.high, sum.low + (left.low + right.low));
}

static inline pair negated(pair value) {
  return (pair){-value.high, -value.low};
}

static inline pair multiply(pair left, pair right) {
  pair product = exact_product(left.high, right.high);
  return ordered_sum(product.high, product.low + (left.high * right.low + left.low * right.high));
}

static inline pair divide(pair dividend, pair divisor) {
  double quotient = dividend.high / divisor.high;
  pair product = exact_product(quotient, divisor.high);
  double rest = ((dividend.high - product.high) - product.low) + (dividend.low - quotient * divisor.low);
  return ordered_sum(quotient, rest / divisor.high);
}

static inline pair square_root(pair value) {
  if (value.high <= 0) {
    return (pair){0, 0};
  }
  double root = sqrt(value.high);
  pair square = exact_product(root, root);
  double rest = ((value.high - square.high) - square.low) + value.low;
  return ordered_sum(root, rest / (2 * root));
}

// ---------------------------------------------------------------- sine and cosine

/** sin(k·π/64) for k from 0 to 32. */
static const pair sines[33] = {
  {0, 0}, {0x1.91f65f10dd814p-5, -0x1.912bd0d569a9p-61},
  {0x1.917a6bc29b42cp-4, -0x1.e2718d26ed688p-60}, {0x1.2c8106e8e613ap-3, 0x1.13000a89a11ep-58},
  {0x1.8f8b83c69a60bp-3, -0x1.26d19b9ff8d82p-57}, {0x1.f19f97b215f1bp-3, -0x1.42deef11da2c4p-57},
  {0x1.294062ed59f06p-2, -0x1.5d28da2c4612dp-56}, {0x1.58f9a75ab1fddp-2, -0x1.efdc0d58cf62p-62},
  {0x1.87de2a6aea963p-2, -0x1.72cedd3d5a61p-57}, {0x1.b5d1009e15ccp-2, 0x1.5b362cb974183p-57},
  {0x1.e2b5d3806f63bp-2, 0x1.e0d891d3c6841p-58}, {0x1.073879922ffeep-1, -0x1.a5a014347406cp-55},
  {0x1.1c73b39ae68c8p-1, 0x1.b25dd267f66p-55}, {0x1.30ff7fce17035p-1, -0x1.efcc626f74a6fp-57},
  {0x1.44cf325091dd6p-1, 0x1.8076a2cfdc6b3p-57}, {0x1.57d69348cecap-1, -0x1.75720992bfbb2p-55},
  {0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55}, {0x1.7b5df226aafafp-1, -0x1.0f537acdf0ad7p-56},
  {0x1.8bc806b151741p-1, -0x1.2c5e12ed1336dp-55}, {0x1.9b3e047f38741p-1, -0x1.30ee286712474p-55},
  {0x1.a9b66290ea1a3p-1, 0x1.9f630e8b6dac8p-60}, {0x1.b728345196e3ep-1, -0x1.bc69f324e6d61p-55},
  {0x1.c38b2f180bdb1p-1, -0x1.6e0b1757c8d07p-56}, {0x1.ced7af43cc773p-1, -0x1.e7b6bb5ab58aep-58},
  {0x1.d906bcf328d46p-1, 0x1.457e610231ac2p-56}, {0x1.e212104f686e5p-1, -0x1.014c76c126527p-55},
  {0x1.e9f4156c62ddap-1, 0x1.760b1e2e3f81ep-55}, {0x1.f0a7efb9230d7p-1, 0x1.52c7adc6b4989p-56},
  {0x1.f6297cff75cbp-1, 0x1.562172a361fd3p-56}, {0x1.fa7557f08a517p-1, -0x1.7a0a8ca13571fp-55},
  {0x1.fd88da3d12526p-1, -0x1.87df6378811c7p-55}, {0x1.ff621e3796d7ep-1, -0x1.c57bc2e24aa15p-57},
  {0x1p0, 0},
};

/** Angles beyond this need more digits of π than stand here. */
static const double FARTHEST = 32768;

/** An angle as a multiple of π/64 and what remains, at most π/128. */
typedef struct angle {
  int32_t steps;
  pair rest;
} angle;

static angle reduce(double value) {
  // π/64 in four parts; multiples of the first two by a number of 20 bits are exact.
  const double step[4] = {0x1.921fb544p-5, 0x1.0b4611a6p-39, 0x1.3198a2e037073p-74, 0x1.129024e088a68p-128};
  const double to_integer = 0x1.8p52; // what is added to this has no fraction left
  double steps = (value * 0x1.45f306dc9c883p4 + to_integer) - to_integer;
  pair rest = exact_sum(value - steps * step[0], -(steps * step[1]));
  pair third = fabs(rest.high) < 0x1p-20 ? exact_product(steps, step[2]) : (pair){steps * step[2], 0};
  pair high = exact_sum(rest.high, -third.high);
  double low = high.low + (rest.low - third.low - steps * step[3]);
  return (angle){(int32_t)steps, ordered_sum(high.high, low)};
}

/** sin(k·π/64) for every k. */
static inline pair sine_of_step(int32_t k) {
  int32_t within = k & 63;
  pair value = sines[within <= 32 ? within : 64 - within];
  return (k & 64) == 0 ? value : negated(value);
}

/** sin t − t and cos t − 1 + t²/2, where s is t². */
static inline double beyond_sine(double t, double s) {
  return t * s * (-0x1.5555555555555p-3 + s * (0x1.1111111111111p-7 + s * (-0x1.a01a01a01a01ap-13 + s * 0x1.71de3a556c734p-19)));
}

static inline double beyond_cosine(double s) {
  return s * s * (0x1.5555555555555p-5 + s * (-0x1.6c16c16c16c17p-10 + s * 0x1.a01a01a01a01ap-16));
}

/** The sine of an angle that many steps on, to 70 bits. */
static pair sine(angle of, int32_t further) {
  pair t = of.rest;
  pair base = sine_of_step(of.steps + further);
  pair slope = sine_of_step(of.steps + further + 32);
  pair square = exact_product(t.high, t.high);
  double s = square.high;
  double curve = beyond_cosine(s) - (square.low / 2 + t.high * t.low);
  pair along = exact_product(slope.high, t.high);
  pair down = exact_product(base.high, -s / 2);
  pair sum = exact_sum(base.high, along.high);
  pair total = exact_sum(sum.high, down.high);
  double bend = t.low + beyond_sine(t.high, s) - t.low * s / 2;
  double small = along.low + slope.high * bend + slope.low * t.high + down.low + base.high * curve + base.low * (1 - s / 2);
  return ordered_sum(total.high, total.low + sum.low + small);
}

/** The same, rounded: to 58 bits first, which decide in 19 of 20 cases. */
static inline double rounded_sine(angle of, int32_t further) {
  pair t = of.rest;
  pair base = sine_of_step(of.steps + further);
  pair slope = sine_of_step(of.steps + further + 32);
  double s = t.high * t.high;
  double along = slope.high * t.high;
  pair sum = exact_sum(base.high, along);
  double low = sum.low + (base.low + slope.low * t.high + slope.high * (t.low + beyond_sine(t.high, s)) + base.high * (beyond_cosine(s) - s / 2));
  double doubt = fabs(along) * 0x1.2p-53 + 0x1p-62;
  double result = sum.high + (low + doubt);
  return result == sum.high + (low - doubt) ? result : sine(of, further).high;
}

double mochi_float_sin(double value) {
  double size = fabs(value);
  if (!(size <= FARTHEST)) {
    return sin(value);
  }
  return size < 0x1p-27 ? value : rounded_sine(reduce(value), 0);
}

double mochi_float_cos(double value) {
  return fabs(value) <= FARTHEST ? rounded_sine(reduce(value), 32) : cos(value);
}

double mochi_float_tan(double value) {
  double size = fabs(value);
  if (!(size <= FARTHEST)) {
    return tan(value);
  }
  angle of = reduce(value);
  return size < 0x1p-27 ? value : divide(sine(of, 0), sine(of, 32)).high;
}

// ---------------------------------------------------------------- inverses

/** atan(k/64) for k from 0 to 64. */
static const pair arcs[65] = {
  {0, 0}, {0x1.fff555bbb729bp-7, -0x1.220c39d4dff5p-61},
  {0x1.ffd55bba97625p-6, -0x1.5ec431444912cp-60}, {0x1.7fb818430da2ap-5, -0x1.86ef8f794f105p-63},
  {0x1.ff55bb72cfdeap-5, -0x1.c934d86d23f1dp-60}, {0x1.3f59f0e7c559dp-4, 0x1.ac4ce285df847p-58},
  {0x1.7ee182602f10fp-4, -0x1.cfb654c0c3d98p-58}, {0x1.be39ebe6f07c3p-4, 0x1.f7b8f29a05987p-58},
  {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59}, {0x1.1e1fafb043727p-3, -0x1.b485914dacf8cp-59},
  {0x1.3d6eee8c6626cp-3, 0x1.61a3b0ce9281bp-57}, {0x1.5c9811e3ec26ap-3, -0x1.054ab2c010f3dp-58},
  {0x1.7b97b4bce5b02p-3, 0x1.347b0b4f881cap-58}, {0x1.9a6a8e96c8626p-3, 0x1.cf601e7b4348ep-59},
  {0x1.b90d7529260a2p-3, 0x1.17b10d2e0e5abp-61}, {0x1.d77d5df205736p-3, 0x1.c648d1534597ep-57},
  {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57}, {0x1.09dc597d86362p-2, 0x1.62e47390cb865p-56},
  {0x1.18bf5a30bf178p-2, 0x1.30ca4748b1bf9p-57}, {0x1.278372057ef46p-2, -0x1.077cdd36dfc81p-56},
  {0x1.362773707ebccp-2, -0x1.963a544b672d8p-57}, {0x1.44aa436c2af0ap-2, -0x1.5d5e43c55b3bap-56},
  {0x1.530ad9951cd4ap-2, -0x1.2566480884082p-57}, {0x1.614840309cfe2p-2, -0x1.a725715711fp-56},
  {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56}, {0x1.7d5604b63b3f7p-2, 0x1.69c885c2b249ap-56},
  {0x1.8b24d394a1b25p-2, 0x1.b6d0ba3748fa8p-56}, {0x1.98cd5454d6b18p-2, 0x1.9e6c988fd0a77p-56},
  {0x1.a64eec3cc23fdp-2, -0x1.24dec1b50b7ffp-56}, {0x1.b3a911da65c6cp-2, 0x1.ae187b1ca504p-56},
  {0x1.c0db4c94ec9fp-2, -0x1.cc1ce70934c34p-56}, {0x1.cde53432c1351p-2, -0x1.a2cfa4418f1adp-56},
  {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56}, {0x1.e77eb7f175a34p-2, 0x1.0e53dc1bf3435p-56},
  {0x1.f40dd0b541418p-2, -0x1.a3992dc382a23p-57}, {0x1.0039c73c1a40cp-1, -0x1.b32c949c9d593p-55},
  {0x1.0657e94db30dp-1, -0x1.d5b495f6349e6p-56}, {0x1.0c6145b5b43dap-1, 0x1.974fa13b5404fp-58},
  {0x1.1255d9bfbd2a9p-1, -0x1.2bdaee1c0ee35p-58}, {0x1.1835a88be7c13p-1, 0x1.c621cec00c301p-55},
  {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58}, {0x1.23b71e2cc9e6ap-1, 0x1.c421c9f38224ep-57},
  {0x1.2958e59308e31p-1, -0x1.09e73b0c6c087p-56}, {0x1.2ee628406cbcap-1, 0x1.c5d5e9ff0cf8dp-55},
  {0x1.345f01cce37bbp-1, 0x1.1021137c71102p-55}, {0x1.39c391cd4171ap-1, -0x1.2304331d8bf46p-55},
  {0x1.3f13fb89e96f4p-1, 0x1.ecf8b492644fp-56}, {0x1.445065b795b56p-1, -0x1.f76d0163f79c8p-56},
  {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56}, {0x1.4e8de5bb6ec04p-1, 0x1.4a33dbeb3796cp-55},
  {0x1.538f57b89061fp-1, -0x1.1bb74abda520cp-55}, {0x1.587d81f732fbbp-1, -0x1.5e5c9d8c5a95p-56},
  {0x1.5d58987169b18p-1, 0x1.0028e4bc5e7cap-57}, {0x1.6220d115d7b8ep-1, -0x1.2b785350ee8c1p-57},
  {0x1.66d663923e087p-1, -0x1.6ea6febe8bbbap-56}, {0x1.6b798920b3d99p-1, -0x1.a80386188c50ep-55},
  {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56}, {0x1.748978fba8e0fp-1, 0x1.7b2a6165884a1p-59},
  {0x1.78f6bbd5d315ep-1, 0x1.406a08980374p-55}, {0x1.7d528289fa093p-1, 0x1.560821e2f3aa9p-55},
  {0x1.819d0b7158a4dp-1, -0x1.bf76229d3b917p-56}, {0x1.85d69576cc2c5p-1, 0x1.6b66e7fc8b8c3p-57},
  {0x1.89ff5ff57f1f8p-1, -0x1.55b9a5e177a1bp-55}, {0x1.8e17aa99cc05ep-1, -0x1.ec182ab042f61p-56},
  {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
};

static const pair pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
static const pair half_pi = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};

/** atan(y / x), where 0 ≤ y ≤ x and 0 < x. */
static pair arc_below_one(pair y, pair x) {
  int k = (int)(y.high / x.high * 64 + 0.5);
  double nearest = (double)k / 64;
  // (y − c·x) / (x + c·y)
  pair top = add(y, negated(multiply(x, (pair){nearest, 0})));
  pair bottom = add(x, multiply(y, (pair){nearest, 0}));
  pair u = divide(top, bottom);
  double s = u.high * u.high;
  double beyond = u.high * s * (-0x1.5555555555555p-2 + s * (0x1.999999999999ap-3 + s * (-0x1.2492492492492p-3 + s * 0x1.c71c71c71c71cp-4))) - u.low * s;
  pair sum = exact_sum(arcs[k].high, u.high);
  return ordered_sum(sum.high, sum.low + (arcs[k].low + (u.low + beyond)));
}

/** The angle of the point (x, y) in the first quadrant; one of the two isn't 0. */
static pair arc(pair y, pair x) {
  return y.high <= x.high ? arc_below_one(y, x) : add(half_pi, negated(arc_below_one(x, y)));
}

double mochi_float_atan(double value) {
  double size = fabs(value);
  if (!(size >= 0x1p-27 && size <= 0x1p60)) {
    return size < 1 ? value : atan(value);
  }
  return copysign(arc((pair){size, 0}, (pair){1, 0}).high, value);
}

double mochi_float_atan2(double y, double x) {
  double up = fabs(y);
  double aside = fabs(x);
  // What is that far from the other, or from 1, is where libraries do nothing but round, and scale.
  if (!(up > aside * 0x1p-60 && aside > up * 0x1p-60 && up < 0x1p500 && aside < 0x1p500 && up > 0x1p-400 && aside > 0x1p-400)) {
    return atan2(y, x);
  }
  pair found = arc((pair){up, 0}, (pair){aside, 0});
  return copysign((x < 0 ? add(pi, negated(found)) : found).high, y);
}

/** √(1 − value²), for |value| ≤ 1. */
static pair complement(double value) {
  return square_root(multiply(exact_sum(1, -value), exact_sum(1, value)));
}

double mochi_float_asin(double value) {
  double size = fabs(value);
  if (!(size <= 1 && size >= 0x1p-27)) {
    return size < 1 ? value : asin(value);
  }
  return copysign(arc((pair){size, 0}, complement(size)).high, value);
}

double mochi_float_acos(double value) {
  if (!(fabs(value) <= 1)) {
    return acos(value);
  }
  pair found = arc(complement(value), (pair){fabs(value), 0});
  return (value < 0 ? add(pi, negated(found)) : found).high;
}

// ---------------------------------------------------------------- the others

double mochi_float_hypot(double left, double right) {
  double size = fmax(fabs(left), fabs(right));
  if (!(size > 0 && isfinite(left) && isfinite(right))) {
    return hypot(left, right);
  }
  // Squares of what has such a size don't overflow, nor lose bits that count.
  int exponent = ilogb(size);
  double x = scalbn(left, -exponent);
  double y = scalbn(right, -exponent);
  return scalbn(square_root(add(exact_product(x, x), exact_product(y, y))).high, exponent);
}

/** With a step of Newton's behind the library's. */
double mochi_float_cbrt(double value) {
  double size = fabs(value);
  if (!(size > 0 && isfinite(size))) {
    return value;
  }
  int exponent = ilogb(size) / 3;
  double fraction = scalbn(size, -3 * exponent);
  double root = cbrt(fraction);
  pair cube = multiply(exact_product(root, root), (pair){root, 0});
  double rest = (fraction - cube.high) - cube.low;
  return copysign(scalbn(root + rest / (3 * root * root), exponent), value);
}

/** As glibc does it, whose digits others have come to expect: 1/ln 10 · log m + e · log10 2, that one in two parts. */
double mochi_float_log10(double value) {
  if (!(value > 0 && isfinite(value))) {
    return log10(value);
  }
  int exponent = ilogb(value);
  exponent += exponent < 0;
  double fraction = scalbn(value, -exponent);
  return (exponent * 0x1.9fef311f12b36p-42 + 0x1.bcb7b1526e50ep-2 * log(fraction)) + exponent * 0x1.34413509f6p-2;
}
