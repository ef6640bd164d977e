// The order of a mapping's keys in YAML, which is yaml.v3's, not that of maps: numbers inside keys count as numbers
// (x2 before x10), letters come after other characters (a_b before ab), but before them where a number just ended (x1b before x12).

#ifndef MOCHI_DATA_YAML_KEY_ORDER_H
#define MOCHI_DATA_YAML_KEY_ORDER_H

#include "values/value.h"

/** Negative, 0, positive. */
int32_t mochi_yaml_compare_keys(mochi_string left, mochi_string right);

#endif
