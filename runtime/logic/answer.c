// Queries over computed relations.
//
// The rows that fit are found once per query and kept, in their order: base facts first, as they
// stand, then derived rows sorted by a stable counting sort from the last column to the first (ids
// are dense). Each evaluation makes new maps: a program may change them.

#include <stdlib.h>

#include "logic/evaluate.h"
#include "values/list.h"
#include "values/map.h"

typedef struct mochi_logic_hits {
  bool known;
  uint32_t count;
  uint32_t *rows;
} mochi_logic_hits;

void mochi_logic_begin(const mochi_logic_plan *plan, const mochi_list *values) {
  mochi_logic_state *state = plan->state;
  uint32_t count = mochi_list_length(values);
  mochi_any *copy = (mochi_any *)mochi_logic_zeroed((size_t)count + 1, sizeof(mochi_any));
  mochi_copy(copy, count > 0 ? values->data : NULL, count * sizeof(mochi_any));
  state->tables = (mochi_logic_table *)mochi_logic_zeroed(plan->relations, sizeof(mochi_logic_table));
  state->hits = (mochi_logic_hits *)mochi_logic_zeroed(plan->queries, sizeof(mochi_logic_hits));
  state->done = (bool *)mochi_logic_zeroed(plan->strata, sizeof(bool));
  state->values = copy;
}

static bool row_fits(const mochi_logic_query *query, const uint32_t *row, uint32_t arity, uint32_t *bound) {
  for (uint32_t at = 0; at < query->variables; at++) {
    bound[at] = UINT32_MAX;
  }
  for (uint32_t column = 0; column < arity; column++) {
    mochi_logic_term term = query->term[column];
    if (term.kind == MOCHI_LOGIC_CONSTANT && row[column] != term.value) {
      return false;
    }
    if (term.kind == MOCHI_LOGIC_VARIABLE) {
      if (bound[term.value] != UINT32_MAX && bound[term.value] != row[column]) {
        return false;
      }
      bound[term.value] = row[column];
    }
  }
  return true;
}

// Sorts `count` row numbers by the ids in `column`; equal ones stay as they are.
static void sort_by_column(const mochi_logic_table *table, uint32_t column, uint32_t *rows, uint32_t *other, uint32_t count, uint32_t *ends) {
  for (uint32_t id = 0; id < table->domain; id++) {
    ends[id] = 0;
  }
  for (uint32_t at = 0; at < count; at++) {
    ends[table->rows[(size_t)rows[at] * table->arity + column]]++;
  }
  for (uint32_t id = 1; id < table->domain; id++) {
    ends[id] += ends[id - 1];
  }
  for (uint32_t at = count; at-- > 0;) {
    other[--ends[table->rows[(size_t)rows[at] * table->arity + column]]] = rows[at];
  }
  mochi_copy(rows, other, (size_t)count * sizeof(uint32_t));
}

static const mochi_logic_hits *hits_of(const mochi_logic_plan *plan, uint32_t number) {
  mochi_logic_hits *hits = &plan->state->hits[number];
  if (hits->known) {
    return hits;
  }
  const mochi_logic_query *query = &plan->query[number];
  const mochi_logic_relation *relation = &plan->relation[query->relation];
  mochi_logic_compute(plan, relation->stratum);
  const mochi_logic_table *table = &plan->state->tables[query->relation];
  uint32_t *bound = (uint32_t *)mochi_logic_zeroed(query->variables, sizeof(uint32_t));
  uint32_t *rows = (uint32_t *)mochi_logic_zeroed(table->count, sizeof(uint32_t));
  uint32_t count = 0;
  uint32_t facts = 0;
  for (uint32_t row = 0; row < table->count; row++) {
    if (row_fits(query, table->rows + (size_t)row * table->arity, table->arity, bound)) {
      rows[count++] = row;
      facts += row < relation->facts;
    }
  }
  if (count - facts > 1) {
    uint32_t *other = (uint32_t *)mochi_logic_zeroed(count - facts, sizeof(uint32_t));
    uint32_t *ends = (uint32_t *)mochi_logic_zeroed(table->domain, sizeof(uint32_t));
    for (uint32_t column = table->arity; column-- > 0;) {
      if (query->term[column].kind != MOCHI_LOGIC_CONSTANT) {
        sort_by_column(table, column, rows + facts, other, count - facts, ends);
      }
    }
    free(other);
    free(ends);
  }
  free(bound);
  *hits = (mochi_logic_hits){.known = true, .count = count, .rows = rows};
  return hits;
}

int64_t mochi_logic_count(const mochi_logic_plan *plan, uint32_t query) {
  return hits_of(plan, query)->count;
}

mochi_list *mochi_logic_answer(const mochi_logic_plan *plan, uint32_t number) {
  const mochi_logic_hits *hits = hits_of(plan, number);
  const mochi_logic_query *query = &plan->query[number];
  const mochi_logic_table *table = &plan->state->tables[query->relation];
  const mochi_any *values = plan->state->values;
  const mochi_any *names = values + plan->domain + query->name;
  mochi_list *list = mochi_list_new(&mochi_type_map_string_any, hits->count);
  for (uint32_t at = 0; at < hits->count; at++) {
    const uint32_t *row = table->rows + (size_t)hits->rows[at] * table->arity;
    mochi_map *map = mochi_map_new(&mochi_type_map_string_any, query->variables);
    for (uint32_t column = 0; column < table->arity; column++) {
      mochi_logic_term term = query->term[column];
      if (term.kind == MOCHI_LOGIC_VARIABLE) {
        *(mochi_any *)mochi_map_slot_string(map, *names[term.value].as.string) = values[row[column]];
      }
    }
    *(mochi_map **)mochi_list_push(list, &mochi_type_map_string_any, sizeof(mochi_map *)) = map;
  }
  return list;
}
