// Run-time errors.
//
// A raise looks for the innermost `try` of the running thread (errors/try.h). There is none in most
// programs: then the error is printed on standard error, after what was written to standard output,
// and the program ends with status 1; nothing is unwound. No function here returns.
//
// Codes are decisions §8: user codes are positive, the runtime's negative. Messages that are put
// together here live in one static buffer, so that raising links no collector; a `try` copies them.

#ifndef MOCHI_ERRORS_RAISE_H
#define MOCHI_ERRORS_RAISE_H

#include "platform/compiler.h"
#include "values/value.h"

enum {
  MOCHI_ERROR_IO = -1,
  MOCHI_ERROR_DECODE = -2,
  MOCHI_ERROR_TYPE = -3,
  MOCHI_ERROR_INDEX = -4,
  MOCHI_ERROR_DIVISION = -5,
  MOCHI_ERROR_OVERFLOW = -6,
  MOCHI_ERROR_FOREIGN = -7,
  MOCHI_ERROR_MODEL = -8,
  MOCHI_ERROR_EXPECT = -9,
  MOCHI_ERROR_STACK = -10,   // not catchable
  MOCHI_ERROR_MEMORY = -11   // not catchable
};

/** Raises `code` with `message`. `site` may be NULL: then no place is shown. */
_Noreturn void mochi_raise(int64_t code, mochi_string message, const mochi_site *site);

/** −3 `value is nil: NAME`; `origins` names the places that can have made it nil, or is NULL. */
_Noreturn void mochi_raise_nil(const char *name, const char *origins, const mochi_site *site);

/** −3: a global that is read before its initialiser ran. */
_Noreturn void mochi_raise_uninitialised(const char *name, const mochi_site *site);

/** −4: destructuring a list of the wrong length. */
_Noreturn void mochi_raise_length(int64_t expected, bool exact, uint32_t length, const mochi_site *site);

/** −4: a key that must be there isn't; `key` is a slot of `type`. */
_Noreturn void mochi_raise_missing_key(const void *key, const mochi_type *type, const mochi_site *site);

/** −9: a failed `expect`; with `compared`, both sides are shown. */
_Noreturn void mochi_raise_expect(const char *condition, mochi_string left, mochi_string right, bool compared, const mochi_site *site);

// ---------------------------------------------------------------- for the runtime itself

/** Raises with a C string. */
_Noreturn void mochi_raise_text(int64_t code, const char *message, const mochi_site *site);

/**
 * Raises with a message put together from `format`: `%s` a C string, `%d` an int64_t, `%u` a
 * uint64_t, `%S` a `const mochi_string *` as it is, `%q` one quoted as lists show it, `%%` a percent
 * sign. (Not printf: `%d` takes 64 bits.) Long texts are cut.
 */
_Noreturn void mochi_raise_format(int64_t code, const mochi_site *site, const char *format, ...);

/** −11 `out of memory`; not catchable. */
_Noreturn void mochi_raise_out_of_memory(void);

/** Prints an uncaught error as decisions §2 has it and ends the program with status 1. Async-signal-safe. */
_Noreturn void mochi_raise_uncaught(mochi_string message, const mochi_site *site);

/** Set while a `try` is active (errors/try.c): takes the error there. */
extern MOCHI_PER_THREAD void (*mochi_raise_catch)(int64_t code, mochi_string message, const mochi_site *site);

#endif
