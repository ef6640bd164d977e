// Everything that emitted code may use, in one include. No system headers beyond stdint, stdbool and
// stddef come with it, except where values/number.h needs libm's prototypes; errors/try.h (setjmp)
// and logic/logic.h and query/*.h are included by programs that use `try` or queries only.

#ifndef MOCHI_MOCHI_H
#define MOCHI_MOCHI_H

#include "platform/compiler.h"

#include "values/value.h"

#include "memory/gc.h"
#include "memory/roots.h"

#include "errors/frame.h"
#include "errors/raise.h"

#include "text/string.h"

#include "text/format.h"
#include "text/number.h"

#include "values/any.h"
#include "values/bigint.h"
#include "values/cast.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/map.h"
#include "values/number.h"
#include "values/random.h"
#include "values/root.h"
#include "values/sha256.h"
#include "values/trigonometry.h"

#include "data/data.h"
#include "data/pictures.h"
#include "data/rows.h"

#include "system/file.h"
#include "system/input.h"
#include "system/output.h"
#include "system/process.h"

#include "entry/entry.h"

#endif
