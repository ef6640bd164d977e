// Writing rows as YAML, byte for byte as yaml.v3 does (data.md §2.4): keys in its order (yaml-key-order.h), block style, children
// at the next multiple of four columns, what stands in a sequence two columns behind its dash.

#ifndef MOCHI_DATA_YAML_WRITER_H
#define MOCHI_DATA_YAML_WRITER_H

#include "text/writer.h"
#include "values/value.h"

/** One row is a mapping, none is `[]`, several are a sequence. False, after writing a part, when they are nested too deep. */
bool mochi_write_yaml(mochi_writer *writer, const mochi_list *rows, const mochi_type *element);

#endif
