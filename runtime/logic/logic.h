// Facts and rules: the plan that the compiler emits, and the queries over it.
//
// All values that a relation may hold are known when the program is compiled. The compiler sorts them
// and numbers them; here a value is its number (an «id» below `domain`), a tuple a few ids side by side.
// ids below `numbers` are bools, below `strings` numbers, the rest strings.
//
// A plan is a constant. Relations that need each other form a stratum; a stratum is computed when a
// query needs it for the first time and never changes again. Rules are rows of steps, run in order like
// nested loops; `first` runs once, `again` in rounds until one finds nothing new, with one step reading
// the rows of the round before (MOCHI_LOGIC_DELTA). Registers hold ids: constants, then variables.
//
// What changes lives behind `state`, zeroed static memory beside the plan. Relations are outside the
// collector's memory: they hold no pointers and live as long as the program.

#ifndef MOCHI_LOGIC_LOGIC_H
#define MOCHI_LOGIC_LOGIC_H

#include "platform/compiler.h"
#include "values/value.h"

enum { MOCHI_LOGIC_SCAN, MOCHI_LOGIC_PROBE, MOCHI_LOGIC_MEMBER, MOCHI_LOGIC_COMPARE };
enum { MOCHI_LOGIC_ALL, MOCHI_LOGIC_OLD, MOCHI_LOGIC_DELTA };
enum { MOCHI_LOGIC_EACH, MOCHI_LOGIC_EXISTS, MOCHI_LOGIC_ABSENT };
enum {
  MOCHI_LOGIC_EQUAL,
  MOCHI_LOGIC_NOT_EQUAL,
  MOCHI_LOGIC_LESS,
  MOCHI_LOGIC_LESS_EQUAL,
  MOCHI_LOGIC_GREATER,
  MOCHI_LOGIC_GREATER_EQUAL
};

typedef struct mochi_logic_column {
  uint32_t column;
  uint32_t slot;  // a register
} mochi_logic_column;

typedef struct mochi_logic_step {
  uint8_t kind;
  uint8_t part;
  uint8_t mode;
  uint8_t operator;  // of a comparison
  uint32_t relation; // of a comparison: the left register
  uint32_t index;    // of the relation's indexes; of a comparison: the right register
  uint32_t keys;     // how many of `columns` are known, are to be bound, are to be equal
  uint32_t binds;
  uint32_t checks;
  const mochi_logic_column *columns;
} mochi_logic_step;

typedef struct mochi_logic_rule {
  uint32_t head;
  uint32_t constants;
  uint32_t steps;
  const uint32_t *constant;  // the ids of the first registers
  const uint32_t *slot;      // the registers of the head's terms
  const mochi_logic_step *step;
} mochi_logic_rule;

typedef struct mochi_logic_index {
  uint32_t columns;
  const uint32_t *column;
} mochi_logic_index;

typedef struct mochi_logic_relation {
  uint32_t arity;
  uint32_t stratum;
  uint32_t facts;        // rows of `fact`
  uint32_t indexes;
  const uint32_t *fact;
  const mochi_logic_index *index;
} mochi_logic_relation;

typedef struct mochi_logic_stratum {
  uint32_t relations;
  uint32_t needs;
  uint32_t first;
  uint32_t again;
  const uint32_t *relation;
  const uint32_t *need;
  const mochi_logic_rule *first_rule;
  const mochi_logic_rule *again_rule;
} mochi_logic_stratum;

// `term` has one entry per column: MOCHI_LOGIC_IGNORED, an id (its kind is MOCHI_LOGIC_CONSTANT), or
// the number of a variable of the query.
enum { MOCHI_LOGIC_IGNORED, MOCHI_LOGIC_CONSTANT, MOCHI_LOGIC_VARIABLE };

typedef struct mochi_logic_term {
  uint32_t kind;
  uint32_t value;
} mochi_logic_term;

typedef struct mochi_logic_query {
  uint32_t relation;
  uint32_t variables;
  uint32_t name;  // of its first variable, among the names that are behind the values
  const mochi_logic_term *term;
} mochi_logic_query;

typedef struct mochi_logic_state {
  mochi_any *values;                 // by id, then the names of variables; NULL: not begun
  struct mochi_logic_table *tables;  // by relation
  struct mochi_logic_hits *hits;     // by query
  bool *done;                        // by stratum
} mochi_logic_state;

typedef struct mochi_logic_plan {
  uint32_t module;
  uint32_t domain;
  uint32_t numbers;
  uint32_t strings;
  uint32_t registers;    // of the rule that has the most
  uint32_t relations;
  uint32_t strata;
  uint32_t queries;
  const uint32_t *rank;  // by id, for comparisons; NULL: the id
  const mochi_logic_relation *relation;
  const mochi_logic_stratum *stratum;
  const mochi_logic_query *query;
  mochi_logic_state *state;
} mochi_logic_plan;

// Whether nothing was asked yet: then mochi_logic_begin has to be called first.
static inline bool mochi_logic_is_new(const mochi_logic_plan *plan) {
  return plan->state->values == NULL;
}

// `values` is a list of any: the values by id, then the names of the queries' variables.
void mochi_logic_begin(const mochi_logic_plan *plan, const mochi_list *values);

// How many tuples fit.
int64_t mochi_logic_count(const mochi_logic_plan *plan, uint32_t query);
// A map from the query's variables to values for each tuple that fits: base facts in statement order,
// then derived tuples, ascending. A new list of new maps each time.
mochi_list *mochi_logic_answer(const mochi_logic_plan *plan, uint32_t query);

#endif
