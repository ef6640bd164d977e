// `load` in programs whose text doesn't say that no file is YAML; they link libfyaml.

#include "data/data.h"
#include "data/load.h"
#include "data/yaml-reader.h"

mochi_list *mochi_load_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site) {
  return mochi_load_by(path, options, folder, type, mochi_yaml_read, site);
}

mochi_rows *mochi_rows_open_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site) {
  return mochi_rows_open_by(path, options, folder, type, mochi_yaml_read, site);
}
