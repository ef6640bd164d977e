// SHA-256 (FIPS 180-4), as a list<int> of 32 bytes. May collect.

#ifndef MOCHI_VALUES_SHA256_H
#define MOCHI_VALUES_SHA256_H

#include "values/any.h"

mochi_list *mochi_sha256_string(mochi_string text);
// Of a list<int>; −3 unless all are 0 to 255.
mochi_list *mochi_sha256_bytes(const mochi_list *bytes, const mochi_site *site);
// Of a string or a list; −3 for what is neither.
mochi_list *mochi_sha256_any(mochi_any value, const mochi_site *site);

#endif
