// The functions of floats on whose last digit C libraries disagree; see trigonometry.c.
// Angles are in radians. Arguments without a result (asin 2, log10 −1) give NaN, as in C.

#ifndef MOCHI_VALUES_TRIGONOMETRY_H
#define MOCHI_VALUES_TRIGONOMETRY_H

double mochi_float_sin(double value);
double mochi_float_cos(double value);
double mochi_float_tan(double value);
double mochi_float_asin(double value);
double mochi_float_acos(double value);
double mochi_float_atan(double value);
/** The angle of the point (x, y), from −π to π. */
double mochi_float_atan2(double y, double x);
/** √(left² + right²), whose squares may be larger than a float can be. */
double mochi_float_hypot(double left, double right);
double mochi_float_cbrt(double value);
double mochi_float_log10(double value);

#endif
