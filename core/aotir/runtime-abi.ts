// Every runtime function that emitted code may call: the contract between lowering, emission and
// libmochi. A line is flags, then the C declaration exactly as the header has it (a house test
// compares them). Flags:
//   p  pure: depends on its arguments only; may be dropped, repeated, moved
//   r  reads memory: may be dropped; may be moved only over what writes nothing
//   a  allocates (links the collector)
//   x  may raise
//   e  has effects
//   n  never returns
//   l  lends: what it is given by pointer is neither kept nor part of the result (so is what a function without a, e
//      and void * is given, but that may be part of the result)
// `const mochi_site *site` is where a failure is reported. `const mochi_type *type` describes the
// values that are passed as `const void *value` (a pointer to a slot) or live in a container.

const declarations = `
# memory/gc.h
a   void *mochi_gc_alloc(size_t size)
a   void *mochi_gc_alloc_atomic(size_t size)
a   void *mochi_gc_new(mochi_gc_pool *pool, size_t size)

# memory/roots.h
e   void mochi_roots_begin(void)
e   void **mochi_roots_here(void)
e   void mochi_roots_keep(void **roots, uint32_t count)
e   bool mochi_roots_due(void **roots)
e   void mochi_gc_safepoint(void **roots, uint32_t count)
e   void mochi_root(void **roots, uint32_t at, const void *pointer)

# values/root.h
e   void mochi_root_string(void **roots, uint32_t at, mochi_string text)
e   void mochi_root_any(void **roots, uint32_t at, mochi_any value)
e   void mochi_root_strings(void **roots, uint32_t at, const mochi_string *texts, uint32_t count)
e   void mochi_root_anys(void **roots, uint32_t at, const mochi_any *values, uint32_t count)

# text/string.h
a   mochi_string mochi_string_concat(mochi_string left, mochi_string right)
al  mochi_string mochi_string_concat_all(const mochi_string *parts, uint32_t count)
p   bool mochi_string_equal(mochi_string left, mochi_string right)
p   int32_t mochi_string_compare(mochi_string left, mochi_string right)
p   int64_t mochi_string_length(mochi_string text)
p   bool mochi_string_is_none(mochi_string text)
p   bool mochi_string_is_ascii(mochi_string text)
p   uint32_t mochi_string_size(mochi_string text)
p   mochi_string mochi_string_ascii_at(mochi_string text, uint32_t index)
ax  mochi_string mochi_string_index(mochi_string text, int64_t index, const mochi_site *site)
a   mochi_string mochi_string_slice(mochi_string text, int64_t start, int64_t end)
ax  mochi_string mochi_string_slice_step(mochi_string text, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site)
e   bool mochi_string_next(mochi_string text, uint32_t *offset, mochi_string *character)
p   bool mochi_string_contains(mochi_string text, mochi_string part)
p   bool mochi_string_starts_with(mochi_string text, mochi_string prefix)
p   bool mochi_string_ends_with(mochi_string text, mochi_string suffix)
p   int64_t mochi_string_index_of(mochi_string text, mochi_string part)
p   int64_t mochi_string_last_index_of(mochi_string text, mochi_string part)
a   mochi_string mochi_string_upper(mochi_string text)
a   mochi_string mochi_string_lower(mochi_string text)
a   mochi_string mochi_string_trim(mochi_string text)
a   mochi_string mochi_string_trim_start(mochi_string text)
a   mochi_string mochi_string_trim_end(mochi_string text)
a   mochi_string mochi_string_replace(mochi_string text, mochi_string old, mochi_string replacement)
ax  mochi_string mochi_string_repeat(mochi_string text, int64_t count, const mochi_site *site)
a   mochi_string mochi_string_pad_start(mochi_string text, int64_t width, mochi_string pad)
a   mochi_string mochi_string_pad_end(mochi_string text, int64_t width, mochi_string pad)
a   mochi_string mochi_string_reverse(mochi_string text)
a   mochi_list *mochi_string_split(mochi_string text, mochi_string separator)
a   mochi_list *mochi_string_lines(mochi_string text)
a   mochi_list *mochi_string_chars(mochi_string text)
a   mochi_list *mochi_string_bytes(mochi_string text)
al  mochi_string mochi_string_join(const mochi_list *parts, mochi_string separator)
ax  mochi_string mochi_string_from_code_point(int64_t code_point, const mochi_site *site)
x   int64_t mochi_string_ord(mochi_string text, const mochi_site *site)

# text/format.h
a   mochi_string mochi_string_from_int(int64_t value)
a   mochi_string mochi_string_from_float(double value)
p   mochi_string mochi_string_from_bool(bool value)
a   mochi_string mochi_string_from_duration(int64_t nanoseconds)
al  mochi_string mochi_text_of(const void *value, const mochi_type *type)
al  mochi_string mochi_str_of(const void *value, const mochi_type *type)
al  mochi_string mochi_to_json(const void *value, const mochi_type *type)
al  mochi_string mochi_to_json_indented(const void *value, const mochi_type *type)
a   mochi_string mochi_format_int(int64_t value, const mochi_format_spec *spec)
a   mochi_string mochi_format_float(double value, const mochi_format_spec *spec)
a   mochi_string mochi_format_string(mochi_string value, const mochi_format_spec *spec)
axl mochi_string mochi_format_value(const void *value, const mochi_type *type, const mochi_format_spec *spec, const mochi_site *site)

# text/number.h
x   int64_t mochi_parse_int(mochi_string text, const mochi_site *site)
x   int64_t mochi_parse_int_base(mochi_string text, int64_t base, const mochi_site *site)
x   double mochi_parse_float(mochi_string text, const mochi_site *site)

# system/output.h
e   void mochi_print_string(mochi_string text)
e   void mochi_print_int(int64_t value)
e   void mochi_print_float(double value)
e   void mochi_print_bool(bool value)
e   void mochi_print_duration(int64_t nanoseconds)
e   void mochi_print_nil(void)
el  void mochi_print_value(const void *value, const mochi_type *type)
e   void mochi_print_space(void)
e   void mochi_print_end(void)
e   void mochi_print_trim_begin(void)
e   void mochi_print_trim_end(void)
e   void mochi_print_line(mochi_string text)
e   void mochi_eprint_line(mochi_string text)
el  void mochi_print_json(const void *value, const mochi_type *type)
e   void mochi_output_discard(void)
e   void mochi_output_keep(void)

# system/input.h
ae  mochi_string mochi_input(void)

# system/file.h
aex mochi_string mochi_read_file(mochi_string path, const mochi_site *site)
aex mochi_list *mochi_read_bytes(mochi_string path, const mochi_site *site)
aex mochi_list *mochi_read_lines(mochi_string path, const mochi_site *site)
ex  void mochi_write_file(mochi_string path, mochi_string text, const mochi_site *site)
ex  void mochi_append_file(mochi_string path, mochi_string text, const mochi_site *site)
e   bool mochi_file_exists(mochi_string path)
aex mochi_list *mochi_list_dir(mochi_string path, const mochi_site *site)
ex  void mochi_make_dir(mochi_string path, const mochi_site *site)
ex  void mochi_remove_file(mochi_string path, const mochi_site *site)

# system/process.h
a   mochi_list *mochi_args(void)
a   mochi_string mochi_env(mochi_string name)
en  void mochi_exit(int64_t code)
r   int64_t mochi_mem(void)
e   int64_t mochi_test_index(void)
e   int64_t mochi_now(void)
e   void mochi_sleep(int64_t nanoseconds)
e   int64_t mochi_clock(void)
a   mochi_string mochi_format_time(int64_t time, mochi_string layout)
x   int64_t mochi_parse_time(mochi_string text, mochi_string layout, const mochi_site *site)
e   void mochi_bench_report(mochi_string name, int64_t started)

# values/number.h
px  int64_t mochi_int_add(int64_t left, int64_t right, const mochi_site *site)
px  int64_t mochi_int_subtract(int64_t left, int64_t right, const mochi_site *site)
px  int64_t mochi_int_multiply(int64_t left, int64_t right, const mochi_site *site)
px  int64_t mochi_int_divide(int64_t left, int64_t right, const mochi_site *site)
px  int64_t mochi_int_remainder(int64_t left, int64_t right, const mochi_site *site)
px  int64_t mochi_int_negate(int64_t value, const mochi_site *site)
p   int64_t mochi_int_add_wrapping(int64_t left, int64_t right)
p   int64_t mochi_int_subtract_wrapping(int64_t left, int64_t right)
p   int64_t mochi_int_multiply_wrapping(int64_t left, int64_t right)
p   int64_t mochi_int_negate_wrapping(int64_t value)
px  int64_t mochi_int_divide_wrapping(int64_t left, int64_t right, const mochi_site *site)
px  double mochi_float_divide(double left, double right, const mochi_site *site)
px  double mochi_float_remainder(double left, double right, const mochi_site *site)
p   int32_t mochi_compare_int_float(int64_t left, double right)
px  int64_t mochi_int_from_float(double value, const mochi_site *site)
px  int64_t mochi_int_abs(int64_t value, const mochi_site *site)
px  int64_t mochi_int_power(int64_t base, int64_t exponent, const mochi_site *site)
p   double mochi_float_power(double base, double exponent)
p   int64_t mochi_int_gcd(int64_t left, int64_t right)
p   int64_t mochi_int_and(int64_t left, int64_t right)
p   int64_t mochi_int_or(int64_t left, int64_t right)
p   int64_t mochi_int_xor(int64_t left, int64_t right)
p   int64_t mochi_int_complement(int64_t value)
px  int64_t mochi_int_shift_left(int64_t value, int64_t count, const mochi_site *site)
px  int64_t mochi_int_shift_right(int64_t value, int64_t count, const mochi_site *site)
p   double mochi_float_round(double value, int64_t digits)
p   double mochi_float_sqrt(double value)
p   double mochi_float_exp(double value)
p   double mochi_float_log(double value)
p   double mochi_float_log2(double value)
p   double mochi_float_floor(double value)
p   double mochi_float_ceil(double value)
p   double mochi_float_trunc(double value)
p   double mochi_float_absolute(double value)
p   double mochi_float_sign(double value)
p   bool mochi_float_is_nan(double value)
p   bool mochi_float_is_infinite(double value)
p   int64_t mochi_int_sign(int64_t value)
px  int64_t mochi_duration_scale(int64_t duration, int64_t factor, const mochi_site *site)

# values/trigonometry.h
p   double mochi_float_sin(double value)
p   double mochi_float_cos(double value)
p   double mochi_float_tan(double value)
p   double mochi_float_asin(double value)
p   double mochi_float_acos(double value)
p   double mochi_float_atan(double value)
p   double mochi_float_atan2(double y, double x)
p   double mochi_float_hypot(double left, double right)
p   double mochi_float_cbrt(double value)
p   double mochi_float_log10(double value)

# data/data.h
aex mochi_list *mochi_load(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site)
aex mochi_list *mochi_load_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site)
aexl void mochi_save(const void *value, const mochi_type *type, mochi_string path, mochi_any options, const mochi_site *site)

# data/rows.h
aex mochi_rows *mochi_rows_open(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site)
aex mochi_rows *mochi_rows_open_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site)
ae  void mochi_rows_reuse(mochi_rows *rows)
aex mochi_list *mochi_rows_batch(mochi_rows *rows)
e   void mochi_rows_close(mochi_rows *rows)

# data/pictures.h
aex void mochi_table(mochi_any rows, const mochi_site *site)
aex void mochi_chart(mochi_any rows, mochi_any options, const mochi_site *site)

# values/random.h
e   void mochi_random_seed(int64_t seed)
e   double mochi_random_float(void)
ex  int64_t mochi_random_int(int64_t low, int64_t high, const mochi_site *site)

# values/list.h
e   void mochi_list_drop(mochi_list *list, const mochi_type *element)
a   mochi_list *mochi_list_new(const mochi_type *element, int64_t capacity)
a   mochi_list *mochi_list_from(const mochi_type *element, const void *items, int64_t count)
a   void *mochi_list_push(mochi_list *list, const mochi_type *element, uint32_t size)
a   mochi_list *mochi_list_append(const mochi_list *list, const void *value, const mochi_type *element)
a   mochi_list *mochi_list_own(mochi_list *list, const mochi_type *element)
e   uint32_t mochi_list_take(mochi_list *list)
a   mochi_list *mochi_list_own_taken(mochi_list *list, uint32_t mark, const mochi_type *element)
a   mochi_list *mochi_list_keep(mochi_list *list, int64_t start, int64_t end, const mochi_type *element)
a   mochi_list *mochi_list_extend(mochi_list *list, const mochi_list *more, const mochi_type *element)
r   mochi_list *mochi_list_share(mochi_list *list)
r   mochi_list *mochi_list_share_elements(mochi_list *list)
px  uint32_t mochi_list_check(int64_t index, uint32_t length, const mochi_site *site)
r   uint32_t mochi_list_length(const mochi_list *list)
a   mochi_list *mochi_list_concat(const mochi_list *left, const mochi_list *right, const mochi_type *element)
a   mochi_list *mochi_list_slice(const mochi_list *list, int64_t start, int64_t end, const mochi_type *element)
ax  mochi_list *mochi_list_slice_step(const mochi_list *list, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_type *element, const mochi_site *site)
a   mochi_list *mochi_list_reverse(const mochi_list *list, const mochi_type *element)
a   mochi_list *mochi_list_distinct(const mochi_list *list, const mochi_type *element)
a   mochi_list *mochi_list_union(const mochi_list *left, const mochi_list *right, const mochi_type *element)
a   mochi_list *mochi_list_except(const mochi_list *left, const mochi_list *right, const mochi_type *element)
a   mochi_list *mochi_list_intersect(const mochi_list *left, const mochi_list *right, const mochi_type *element)
ex  void mochi_list_pop(mochi_list *list, void *result, const mochi_type *element, const mochi_site *site)
aex void mochi_list_insert(mochi_list *list, int64_t index, const void *value, const mochi_type *element, const mochi_site *site)
ex  void mochi_list_remove_at(mochi_list *list, int64_t index, void *result, const mochi_type *element, const mochi_site *site)
r   int64_t mochi_list_index_of(const mochi_list *list, const void *value, const mochi_type *element)
a   mochi_list *mochi_list_sort(const mochi_list *list, const mochi_type *element)
a   mochi_list *mochi_list_sort_by(const mochi_list *list, mochi_list *keys, const mochi_type *element, const mochi_type *key)
ax  mochi_list *mochi_list_range(int64_t start, int64_t end, int64_t step, const mochi_site *site)
rx  int64_t mochi_list_sum_int(const mochi_list *list, const mochi_site *site)
r   double mochi_list_sum_float(const mochi_list *list)
rx  mochi_any mochi_list_sum_any(const mochi_list *list, const mochi_site *site)
r   double mochi_list_average_int(const mochi_list *list)
r   double mochi_list_average_float(const mochi_list *list)
rx  mochi_any mochi_list_sum(const mochi_list *list, const mochi_type *element, const mochi_site *site)
rx  double mochi_list_average(const mochi_list *list, const mochi_type *element, const mochi_site *site)
rx  bool mochi_list_extreme(const mochi_list *list, const mochi_type *element, bool largest, void *result, const mochi_site *site)

# values/map.h
a   mochi_map *mochi_map_new(const mochi_type *map_type, int64_t capacity)
r   uint32_t mochi_map_length(const mochi_map *map)
r   void *mochi_map_find(const mochi_map *map, const void *key)
r   void *mochi_map_find_int(const mochi_map *map, int64_t key)
r   void *mochi_map_find_string(const mochi_map *map, mochi_string key)
ae  void *mochi_map_slot(mochi_map *map, const void *key)
ae  void *mochi_map_slot_int(mochi_map *map, int64_t key)
ae  void *mochi_map_slot_string(mochi_map *map, mochi_string key)
e   bool mochi_map_remove(mochi_map *map, const void *key)
a   mochi_list *mochi_map_keys(const mochi_map *map, const mochi_type *map_type)
a   mochi_list *mochi_map_values(const mochi_map *map, const mochi_type *map_type)
a   mochi_map *mochi_map_merge(const mochi_map *left, const mochi_map *right, const mochi_type *map_type)
a   mochi_map *mochi_set_new(const mochi_type *set_type, int64_t capacity)
ae  bool mochi_set_add(mochi_map *set, const void *value)
a   mochi_map *mochi_set_union(const mochi_map *left, const mochi_map *right, const mochi_type *set_type)
a   mochi_map *mochi_set_difference(const mochi_map *left, const mochi_map *right, const mochi_type *set_type)
a   mochi_map *mochi_set_with(const mochi_map *set, const void *value, const mochi_type *set_type)
a   mochi_map *mochi_set_without(const mochi_map *set, const void *value, const mochi_type *set_type)
a   mochi_list *mochi_set_items(const mochi_map *set, const mochi_type *set_type)

# values/compare.h
rl  bool mochi_equal(const void *left, const void *right, const mochi_type *type)
rl  int32_t mochi_compare(const void *left, const void *right, const mochi_type *type)
rl  uint64_t mochi_hash(const void *value, const mochi_type *type)
rl  bool mochi_truthy(const void *value, const mochi_type *type)

# values/any.h
a   mochi_any mochi_any_from(const void *value, const mochi_type *type)
a   mochi_any mochi_any_from_string(mochi_string text)
p   mochi_any mochi_any_from_int(int64_t value)
p   mochi_any mochi_any_from_float(double value)
p   mochi_any mochi_any_from_bool(bool value)
p   mochi_any mochi_any_nil(void)
p   bool mochi_any_is_nil(mochi_any value)
rx  int64_t mochi_any_to_int(mochi_any value, const mochi_site *site)
rx  double mochi_any_to_float(mochi_any value, const mochi_site *site)
rx  bool mochi_any_to_bool(mochi_any value, const mochi_site *site)
rx  mochi_string mochi_any_to_string(mochi_any value, const mochi_site *site)
rx  void mochi_any_to(mochi_any value, void *result, const mochi_type *type, const mochi_site *site)
r   bool mochi_any_is_list(mochi_any value)
ax  void mochi_any_elements(mochi_any value, void *result, const mochi_type *type, const mochi_site *site)
ax  mochi_any mochi_any_append(mochi_any list, mochi_any item, const mochi_site *site)
r   bool mochi_any_is(mochi_any value, const mochi_type *type)
ax  mochi_any mochi_any_add(mochi_any left, mochi_any right, const mochi_site *site)
ax  mochi_any mochi_any_subtract(mochi_any left, mochi_any right, const mochi_site *site)
ax  mochi_any mochi_any_multiply(mochi_any left, mochi_any right, const mochi_site *site)
ax  mochi_any mochi_any_divide(mochi_any left, mochi_any right, const mochi_site *site)
ax  mochi_any mochi_any_remainder(mochi_any left, mochi_any right, const mochi_site *site)
ax  mochi_any mochi_any_negate(mochi_any value, const mochi_site *site)
r   bool mochi_any_equal(mochi_any left, mochi_any right)
rx  bool mochi_any_less(mochi_any left, mochi_any right, const mochi_site *site)
rx  bool mochi_any_less_equal(mochi_any left, mochi_any right, const mochi_site *site)
rx  bool mochi_any_in(mochi_any left, mochi_any right, const mochi_site *site)
r   bool mochi_any_truthy(mochi_any value)
rx  mochi_any mochi_any_index(mochi_any value, mochi_any index, const mochi_site *site)
ax  mochi_any mochi_any_slice(mochi_any value, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site)
rx  mochi_any mochi_any_field(mochi_any value, mochi_string name, const mochi_site *site)
aex void mochi_any_set_index(mochi_any value, mochi_any index, mochi_any item, const mochi_site *site)
aex void mochi_any_set_field(mochi_any value, mochi_string name, mochi_any item, const mochi_site *site)
aex mochi_any mochi_any_call(mochi_any value, mochi_string method, const mochi_any *arguments, uint32_t count, const mochi_site *site)
rx  int64_t mochi_any_length(mochi_any value, const mochi_site *site)
ax  mochi_list *mochi_any_items(mochi_any value, const mochi_site *site)
al  mochi_string mochi_any_type_name(mochi_any value)

# values/cast.h
rx  void mochi_cast(mochi_any value, void *result, const mochi_type *type, const mochi_site *site)

# values/bigint.h
a   mochi_bigint *mochi_bigint_from_int(int64_t value)
a   mochi_bigint *mochi_bigint_from_text(const char *digits)
ax  mochi_bigint *mochi_bigint_from_float(double value, const mochi_site *site)
ax  mochi_bigint *mochi_bigint_parse(mochi_string text, const mochi_site *site)
rx  int64_t mochi_bigint_to_int(const mochi_bigint *value, const mochi_site *site)
r   double mochi_bigint_to_float(const mochi_bigint *value)
a   mochi_string mochi_bigint_to_string(const mochi_bigint *value)
a   mochi_bigint *mochi_bigint_add(const mochi_bigint *left, const mochi_bigint *right)
a   mochi_bigint *mochi_bigint_subtract(const mochi_bigint *left, const mochi_bigint *right)
a   mochi_bigint *mochi_bigint_multiply(const mochi_bigint *left, const mochi_bigint *right)
ax  mochi_bigint *mochi_bigint_divide(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site)
ax  mochi_bigint *mochi_bigint_remainder(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site)
a   mochi_bigint *mochi_bigint_gcd(const mochi_bigint *left, const mochi_bigint *right)
a   mochi_bigint *mochi_bigint_negate(const mochi_bigint *value)
ax  mochi_bigint *mochi_bigint_power(const mochi_bigint *base, int64_t exponent, const mochi_site *site)
r   int32_t mochi_bigint_compare(const mochi_bigint *left, const mochi_bigint *right)
r   int32_t mochi_bigint_compare_float(const mochi_bigint *left, double right)
a   mochi_bigrat *mochi_bigrat_from_int(int64_t value)
a   mochi_bigrat *mochi_bigrat_from_bigint(const mochi_bigint *value)
ax  mochi_bigrat *mochi_bigrat_from_float(double value, const mochi_site *site)
ax  mochi_bigrat *mochi_bigrat_parse(mochi_string text, const mochi_site *site)
r   double mochi_bigrat_to_float(const mochi_bigrat *value)
a   mochi_bigrat *mochi_bigrat_add(const mochi_bigrat *left, const mochi_bigrat *right)
a   mochi_bigrat *mochi_bigrat_subtract(const mochi_bigrat *left, const mochi_bigrat *right)
a   mochi_bigrat *mochi_bigrat_multiply(const mochi_bigrat *left, const mochi_bigrat *right)
ax  mochi_bigrat *mochi_bigrat_divide(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site)
ax  mochi_bigrat *mochi_bigrat_remainder(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site)
a   mochi_bigrat *mochi_bigrat_negate(const mochi_bigrat *value)
r   int32_t mochi_bigrat_compare(const mochi_bigrat *left, const mochi_bigrat *right)
a   mochi_string mochi_bigrat_to_string(const mochi_bigrat *value)
a   mochi_bigint *mochi_bigrat_numerator(const mochi_bigrat *value)
a   mochi_bigint *mochi_bigrat_denominator(const mochi_bigrat *value)

# values/sha256.h
a   mochi_list *mochi_sha256_string(mochi_string text)
ax  mochi_list *mochi_sha256_bytes(const mochi_list *bytes, const mochi_site *site)
ax  mochi_list *mochi_sha256_any(mochi_any value, const mochi_site *site)

# logic/logic.h
r   bool mochi_logic_is_new(const mochi_logic_plan *plan)
ae  void mochi_logic_begin(const mochi_logic_plan *plan, const mochi_list *values)
ae  int64_t mochi_logic_count(const mochi_logic_plan *plan, uint32_t query)
ae  mochi_list *mochi_logic_answer(const mochi_logic_plan *plan, uint32_t query)

# query/table.h
a   mochi_query_table *mochi_query_table_new(void)
a   mochi_query_table *mochi_query_table_of_rows(uint32_t rows)
a   mochi_query_table *mochi_query_table_of_ints(uint32_t rows)
r   uint32_t mochi_query_find_int(const mochi_query_table *table, int64_t key)
ae  uint32_t mochi_query_add_int(mochi_query_table *table, int64_t key)
e   void mochi_query_table_drop(mochi_query_table *table)
p   uint32_t mochi_query_hash_int(int64_t value)
p   uint32_t mochi_query_hash_string(mochi_string value)
r   uint32_t mochi_query_hash_value(const void *value, const mochi_type *type)
p   uint32_t mochi_query_hash_both(uint32_t left, uint32_t right)
e   uint32_t mochi_query_next(const mochi_query_table *table, uint32_t hash, uint32_t *at)
ae  uint32_t mochi_query_add(mochi_query_table *table, uint32_t hash, uint32_t at)
a   mochi_list *mochi_query_flags(uint32_t count)
ae  void mochi_query_link(mochi_query_table *table, uint32_t number, uint32_t row)
r   uint32_t mochi_query_first(const mochi_query_table *table, uint32_t number)
r   uint32_t mochi_query_following(const mochi_query_table *table, uint32_t row)

# query/aggregate.h
p   mochi_query_overflows mochi_query_no_overflow(void)
ae  int64_t mochi_query_sum_int(int64_t sum, int64_t value, mochi_query_overflows *notes, uint32_t group)
ae  int64_t mochi_query_add_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site)
ae  int64_t mochi_query_subtract_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site)
ae  int64_t mochi_query_multiply_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site)
ae  int64_t mochi_query_negate_noting(int64_t value, mochi_query_overflows *notes, uint32_t group, const mochi_site *site)
ex  void mochi_query_check_sum(const mochi_query_overflows *notes, uint32_t group, const mochi_site *site)
p   int64_t mochi_query_sum_low(int64_t low, int64_t value)
p   int64_t mochi_query_sum_high(int64_t low, int64_t high, int64_t value)
p   double mochi_query_average_int(int64_t low, int64_t high, int64_t count)
p   double mochi_query_average_float(double sum, int64_t count)
p   bool mochi_query_float_before(double left, double right)
e   void mochi_root_overflows(void **roots, uint32_t at, mochi_query_overflows notes)

# query/order.h
p   int64_t mochi_query_limit(int64_t skip, int64_t take)
a   mochi_query_order *mochi_query_order_new(void)
ae  void mochi_query_order_by(mochi_query_order *order, mochi_list *keys, const mochi_type *type, bool descending)
ae  mochi_list *mochi_query_sorted(mochi_query_order *order, mochi_list *rows, const mochi_type *element)
p   int64_t mochi_query_rank_int(int64_t value, bool descending)
p   int64_t mochi_query_rank_float(double value, bool descending)
p   int64_t mochi_query_rank_string(mochi_string value, bool descending)
a   mochi_query_top *mochi_query_top_new(int64_t limit, bool exact)
ae  void mochi_query_top_by(mochi_query_top *top, mochi_list *keys, const mochi_type *type, bool descending)
r   bool mochi_query_top_admits(const mochi_query_top *top, int64_t rank)
r   uint32_t mochi_query_top_slot(const mochi_query_top *top)
ae  bool mochi_query_top_offer(mochi_query_top *top, int64_t rank)
ae  mochi_list *mochi_query_top_rows(mochi_query_top *top, mochi_list *rows, const mochi_type *element)

# errors/raise.h
xn  void mochi_raise(int64_t code, mochi_string message, const mochi_site *site)
xn  void mochi_raise_nil(const char *name, const char *origins, const mochi_site *site)
xn  void mochi_raise_uninitialised(const char *name, const mochi_site *site)
xn  void mochi_raise_length(int64_t expected, bool exact, uint32_t length, const mochi_site *site)
xnl void mochi_raise_missing_key(const void *key, const mochi_type *type, const mochi_site *site)
xn  void mochi_raise_expect(const char *condition, mochi_string left, mochi_string right, bool compared, const mochi_site *site)

# errors/try.h
ex  bool mochi_try_run(mochi_try *frame, mochi_try_body *body, void *variables)
xn  void mochi_try_rethrow(const mochi_try *frame)
r   int64_t mochi_try_code(const mochi_try *frame)
r   mochi_string mochi_try_message(const mochi_try *frame)
e   void mochi_root_error(void **roots, uint32_t at, const mochi_try *frame)

# errors/frame.h
e   void mochi_frame_enter(mochi_frame *frame)
e   void mochi_frame_leave(mochi_frame *frame)
`;

/** What a runtime function may do; see the top of this file. */
export interface RuntimeEffects {
  readonly pure: boolean;
  readonly reads: boolean;
  readonly allocates: boolean;
  readonly raises: boolean;
  readonly effects: boolean;
  readonly noReturn: boolean;
  readonly lends: boolean;
}

export interface RuntimeFunction extends RuntimeEffects {
  readonly name: string;
  readonly header: string;
  /** C types, as written. */
  readonly result: string;
  readonly params: readonly string[];
  readonly declaration: string;
}

/** The function of a line; `header` is the one above it. */
function parseLine(line: string, header: string): RuntimeFunction | undefined {
  const match = /^([prxaenl]+) +((.*?[ *])(mochi_\w+)\((.*)\))$/.exec(line);
  if (match === null) {
    return undefined;
  }
  const [, flags = "", declaration = "", result = "", name = "", params = ""] = match;
  return {
    name,
    header,
    declaration,
    result: result.trim(),
    params: params === "void" ? [] : params.split(", ").map((param) => param.replace(/\w+$/, "").trim()),
    pure: flags.includes("p"),
    reads: flags.includes("r"),
    allocates: flags.includes("a"),
    raises: flags.includes("x"),
    effects: flags.includes("e"),
    noReturn: flags.includes("n"),
    lends: flags.includes("l"),
  };
}

/** Looks a function up in the text: a program names few of them, and reading all takes a cold start 3 ms. */
function findFunction(name: string): RuntimeFunction | undefined {
  for (let at = declarations.indexOf(`${name}(`); at >= 0; at = declarations.indexOf(`${name}(`, at + 1)) {
    const before = declarations[at - 1];
    if (before === " " || before === "*") {
      const header = declarations.lastIndexOf("\n# ", at) + "\n# ".length;
      const line = declarations.slice(declarations.lastIndexOf("\n", at) + 1, declarations.indexOf("\n", at));
      return parseLine(line, declarations.slice(header, declarations.indexOf("\n", header)));
    }
  }
  return undefined;
}

const found = new Map<string, RuntimeFunction | undefined>();

export const runtimeAbi = {
  /** The function of that name. */
  get(name: string): RuntimeFunction | undefined {
    if (!found.has(name)) {
      found.set(name, findFunction(name));
    }
    return found.get(name);
  },
  /** The headers that declare them, in the table's order. */
  headers: (): readonly string[] => [...declarations.matchAll(/^# (.*)$/gm)].map(([, header = ""]) => header),
};
