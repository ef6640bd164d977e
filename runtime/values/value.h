// How Mochi values are represented. Everything in libmochi and in emitted code agrees on this page.
//
//   Mochi type            C type               notes
//   int, int64, duration  int64_t
//   float                 double
//   bool                  bool
//   unit                  (void) or mochi_unit where a value is stored
//   string                mochi_string         16 bytes by value, immutable UTF-8
//   any                   mochi_any            16 bytes by value, type descriptor + payload
//   T? of a pointer type  the pointer          NULL is none
//   string?               mochi_string         tag MOCHI_STRING_NONE is none
//   int? float? bool? …   mochi_option_int …   value and flag
//   list<T>               mochi_list *         typed elements in `data`; NULL counts as empty where nil does
//   set<T>, map<K, V>     mochi_map *          opaque; a set is a map without values
//   struct, variant       struct NAME *        emitted; a variant starts with mochi_variant (its tag)
//   union                 mochi_variant *      points at one of its variants
//   fun(A): R             mochi_function *     code pointer, info, captures
//   bigint, bigrat        mochi_bigint *, mochi_bigrat *   immutable
//   a captured variable   emitted cell struct  { T value; } on the heap
//
// A «slot» of type T is memory of T's C type: a list element, a map key or value, a struct field.
// Type descriptors (mochi_type) describe slots; whatever must treat all types alike (print, str,
// json, ==, hash, <, conversion from and to any) walks descriptors instead of emitted code.
//
// Lengths are 32 bits (4,294,967,295 elements or bytes), so that a store to an int element can
// never alias a length: the C compiler keeps lengths in registers. Growing past that raises −11.

#ifndef MOCHI_VALUES_VALUE_H
#define MOCHI_VALUES_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t mochi_unit;

// ---------------------------------------------------------------- strings

// Up to 15 bytes live in the value; such strings are always small, never large, so two small
// strings are equal iff their 16 bytes are, and a small and a large one never are.
// The last byte is the tag: 0..15 length of a small string; MOCHI_STRING_LARGE (+ flags) a large one;
// MOCHI_STRING_NONE the none of `string?`. All unused bytes of a small string are zero.
// A large string points into memory that the collector owns, or at static text; slices share it
// (interior pointers are fine). MOCHI_STRING_ASCII: every byte < 0x80, code points are bytes.
// MOCHI_STRING_GROWS: `data` is the start of a buffer of mochi_string_concat's that has room
// behind it, so that `s = s + t` in a loop is linear (see text/string.h).
typedef struct mochi_small_string {
  char bytes[15];
  uint8_t tag;
} mochi_small_string;

typedef struct mochi_large_string {
  const char *data;
  _Alignas(8) uint32_t length;  // where pointers have 32 bits, the other half of `data`'s word is zero
  uint8_t unused[3];
  uint8_t tag;
} mochi_large_string;

typedef union mochi_string {
  mochi_small_string small;
  mochi_large_string large;
  uint64_t words[2];
} mochi_string;

enum {
  MOCHI_STRING_SMALL_MAX = 15,
  MOCHI_STRING_LARGE = 0x40,
  MOCHI_STRING_ASCII = 0x01,
  MOCHI_STRING_GROWS = 0x02,
  MOCHI_STRING_NONE = 0xff
};

// ---------------------------------------------------------------- type descriptors

typedef enum mochi_kind {
  MOCHI_KIND_UNIT,
  MOCHI_KIND_BOOL,
  MOCHI_KIND_INT,       // int and int64
  MOCHI_KIND_DURATION,
  MOCHI_KIND_FLOAT,
  MOCHI_KIND_BIGINT,
  MOCHI_KIND_BIGRAT,
  MOCHI_KIND_STRING,
  MOCHI_KIND_LIST,
  MOCHI_KIND_SET,
  MOCHI_KIND_MAP,
  MOCHI_KIND_STRUCT,    // a struct, a record, or one variant seen through its union's tag
  MOCHI_KIND_UNION,
  MOCHI_KIND_FUNCTION,
  MOCHI_KIND_OPTION,
  MOCHI_KIND_ANY,
  MOCHI_KIND_CHANNEL
} mochi_kind;

typedef struct mochi_type mochi_type;

typedef struct mochi_field {
  const char *name;
  const mochi_type *type;
  uint32_t offset;
} mochi_field;

// A method as `any` can call it: arguments and result boxed.
typedef struct mochi_any mochi_any;
typedef struct mochi_site mochi_site;
typedef struct mochi_method {
  const char *name;
  uint32_t parameters;  // without the receiver
  mochi_any (*call)(void *receiver, const mochi_any *arguments, const mochi_site *site);
} mochi_method;

enum {
  MOCHI_TYPE_POINTER_FREE = 1,  // slots hold no pointer: the collector needn't scan them
  MOCHI_TYPE_RECORD = 2,        // a struct that prints as a map, without "__name"
  MOCHI_TYPE_VARIANT = 4,       // a struct that starts with mochi_variant
  MOCHI_TYPE_BOXED = 8          // a function whose parameters and result are `any`: what an `any` holds
};

// What the kinds that few programs name can do (bigint, bigrat). The rest of the runtime reaches
// their code through the descriptor of the value at hand, so that other programs don't link it.
// `value` is the pointer that a slot holds; none of these is called with none.
typedef struct mochi_operations {
  mochi_string (*text)(const void *value);
  double (*to_float)(const void *value);
  bool (*to_int)(const void *value, int64_t *result);  // false when it doesn't fit
  int32_t (*sign)(const void *value);
  // Compares a value of this kind with any number, exactly: -1, 0, 1; 2 for NaN.
  int32_t (*compare)(const void *value, mochi_any other);
  // `operator` is one of + - * / %; at least one operand is of this kind, the other is int, bigint or bigrat.
  mochi_any (*arithmetic)(char operator, mochi_any left, mochi_any right, const mochi_site *site);
  void *(*convert)(mochi_any value);                   // from a number; NULL when it has no such value
  void *(*parse)(mochi_string text);                   // NULL when it isn't one
} mochi_operations;

struct mochi_type {
  uint8_t kind;                        // a mochi_kind
  uint8_t flags;
  uint16_t count;                      // fields, or variants
  uint32_t size;                       // bytes of a slot
  const char *name;                    // as diagnostics show it; for structs and variants the "__name"
  const mochi_type *element;           // list, set, option: inner; map: value
  const mochi_type *key;               // map
  const mochi_field *fields;           // struct: ordered by name in bytes, the order of printing
  const mochi_type *const *variants;   // union: by tag
  const mochi_method *methods;         // struct: ended by a NULL name; or NULL
  uint32_t instance_size;              // struct: bytes of what a slot points at
  const mochi_operations *operations;  // bigint, bigrat; else NULL
};

// ---------------------------------------------------------------- values

struct mochi_any {
  const mochi_type *type;  // NULL: nil. Never an option, a union's or any's own descriptor is fine for unions
  union {
    int64_t integer;       // int, duration
    double floating;
    bool boolean;
    const mochi_string *string;  // boxed; constants are static
    void *pointer;         // everything else
  } as;
};

typedef struct mochi_option_int {
  int64_t value;
  bool some;
} mochi_option_int;

typedef struct mochi_option_float {
  double value;
  bool some;
} mochi_option_float;

typedef struct mochi_option_bool {
  bool value;
  bool some;
} mochi_option_bool;

// `shared`, unless 0: a second reference may exist, so `xs = append(xs, v)` must copy. MOCHI_LIST_SHARED is set when
// a reference is copied (lower/sharing.ts decides where) and never cleared, MOCHI_LIST_TAKEN stands while an append
// evaluates what it adds. Element writes ignore it: lists are references.
// `before`: slots of the block in front of `data`, given up by `xs = xs[1:]`. Behind them there is at least one slot: `data` keeps the block alive.
enum { MOCHI_LIST_SHARED = 1, MOCHI_LIST_TAKEN = 2 };

typedef struct mochi_list {
  void *data;
  uint32_t length;
  uint32_t capacity;
  uint32_t shared;
  uint32_t before;
} mochi_list;

typedef struct mochi_map mochi_map;  // values/map.h; its first field is `uint32_t count`

typedef struct mochi_variant {
  uint32_t tag;
} mochi_variant;

typedef struct mochi_function_info {
  const char *name;              // `<fun name>`; NULL for lambdas and nested functions, which print as nil
  uint32_t parameters;
} mochi_function_info;

// Code takes the function itself as its first argument, then the parameters; captures follow the head.
typedef struct mochi_function {
  void (*code)(void);
  const mochi_function_info *info;
} mochi_function;

typedef struct mochi_bigint mochi_bigint;
typedef struct mochi_bigrat mochi_bigrat;

// ---------------------------------------------------------------- places in the source

// Where a run-time error is reported. Emitted as constants named after line and column.
struct mochi_site {
  const char *file;
  const char *function;  // as traces show it
  const char *text;      // the source line
  uint32_t line;
  uint32_t column;       // in code points, from 1
};

// ---------------------------------------------------------------- descriptors of the builtin types (values/types.c; bigint.c and bigrat.c have theirs)

extern const mochi_type mochi_type_unit;
extern const mochi_type mochi_type_bool;
extern const mochi_type mochi_type_int;
extern const mochi_type mochi_type_duration;
extern const mochi_type mochi_type_float;
extern const mochi_type mochi_type_bigint;
extern const mochi_type mochi_type_bigrat;
extern const mochi_type mochi_type_string;
extern const mochi_type mochi_type_any;
extern const mochi_type mochi_type_list_int;
extern const mochi_type mochi_type_list_float;
extern const mochi_type mochi_type_list_string;
extern const mochi_type mochi_type_list_bool;
extern const mochi_type mochi_type_list_any;
extern const mochi_type mochi_type_map_string_any;
extern const mochi_type mochi_type_function;

#endif
