// Standard input, line by line.

#ifndef MOCHI_SYSTEM_INPUT_H
#define MOCHI_SYSTEM_INPUT_H

#include "values/value.h"

/** The next line without its end (LF or CRLF); empty at the end of input. Flushes standard output first. */
mochi_string mochi_input(void);

#endif
