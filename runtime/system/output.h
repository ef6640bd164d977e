// Standard output, buffered: by line on a terminal, by block otherwise.
//
// The buffer is flushed before input(), at exit, at an error and at a signal. A write error ends the
// program with its cause (status 1); a closed pipe ends it quietly (status 141).
// `print(a, b)` is emitted as print_A, print_space, print_B, print_end; with three and more arguments
// the line is trimmed, so print_trim_begin and print_trim_end stand around it.

#ifndef MOCHI_SYSTEM_OUTPUT_H
#define MOCHI_SYSTEM_OUTPUT_H

#include "platform/compiler.h"
#include "values/value.h"

void mochi_print_string(mochi_string text);
void mochi_print_int(int64_t value);
void mochi_print_float(double value);
void mochi_print_bool(bool value);
void mochi_print_duration(int64_t nanoseconds);
void mochi_print_nil(void);
void mochi_print_value(const void *value, const mochi_type *type);
void mochi_print_space(void);
/** Ends the line. */
void mochi_print_end(void);
/** What is printed until mochi_print_trim_end loses its white space at both ends. */
void mochi_print_trim_begin(void);
/** Ends the line, too. */
void mochi_print_trim_end(void);
/** A whole line. */
void mochi_print_line(mochi_string text);
/** A whole line on standard error, unbuffered; standard output is flushed first. */
void mochi_eprint_line(mochi_string text);
/** As `json(x)`; an empty line when there is a NaN in it. */
void mochi_print_json(const void *value, const mochi_type *type);
/** From here to the matching mochi_output_keep nothing is printed; pairs nest. */
void mochi_output_discard(void);
void mochi_output_keep(void);

// ---------------------------------------------------------------- for the runtime itself

void mochi_output_write(const char *bytes, size_t size);
/** Async-signal-safe. */
void mochi_output_flush(void);
/** Writes to standard error, after what standard output holds. */
void mochi_error_write(const char *bytes, size_t size);

#endif
