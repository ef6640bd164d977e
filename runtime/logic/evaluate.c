// Semi-naive evaluation: rules run as nested loops over rows and indexes.
//
// Tests are a loop within `run_step`; only a step that goes on for each of several rows recurses. The
// last loop of most rules is a probe of one column whose rows become tuples at once: when the head's
// set is a bitmap this needs a multiplication per probe and a bit test per row (`emit_bucket`).

#include "logic/evaluate.h"

#include <stdlib.h>

typedef struct mochi_logic_run {
  const mochi_logic_plan *plan;
  mochi_logic_table *tables;
  mochi_logic_table *head;
  const mochi_logic_rule *rule;
  const mochi_logic_step *end;
  uint32_t *slot;   // registers
  uint32_t *tuple;  // room for the widest tuple
} mochi_logic_run;

static bool compares(const mochi_logic_plan *plan, uint8_t operator, uint32_t left, uint32_t right) {
  uint32_t left_kind = (left >= plan->numbers) + (left >= plan->strings);
  uint32_t right_kind = (right >= plan->numbers) + (right >= plan->strings);
  if (left_kind != right_kind) {
    return operator == MOCHI_LOGIC_NOT_EQUAL;
  }
  if (plan->rank != NULL) {
    left = plan->rank[left];
    right = plan->rank[right];
  }
  switch (operator) {
    case MOCHI_LOGIC_EQUAL:
      return left == right;
    case MOCHI_LOGIC_NOT_EQUAL:
      return left != right;
    case MOCHI_LOGIC_LESS:
      return left < right;
    case MOCHI_LOGIC_LESS_EQUAL:
      return left <= right;
    case MOCHI_LOGIC_GREATER:
      return left > right;
    default:
      return left >= right;
  }
}

// ---------------------------------------------------------------- rows of a step

// Whether a row has what is known, and binds what isn't. `verify`: keys may differ.
static inline bool take_row(const mochi_logic_run *run, const mochi_logic_step *step, const uint32_t *row, bool verify) {
  const mochi_logic_column *column = step->columns;
  const mochi_logic_column *end = column + step->keys;
  for (; column < end; column++) {
    if (verify && row[column->column] != run->slot[column->slot]) {
      return false;
    }
  }
  for (end += step->binds; column < end; column++) {
    run->slot[column->slot] = row[column->column];
  }
  for (end += step->checks; column < end; column++) {
    if (row[column->column] != run->slot[column->slot]) {
      return false;
    }
  }
  return true;
}

static uint32_t probe_bucket(const mochi_logic_run *run, const mochi_logic_step *step, const mochi_logic_buckets *buckets) {
  if (buckets->exact) {
    return run->slot[step->columns[0].slot];
  }
  uint32_t hash = 0;
  for (uint32_t key = 0; key < step->keys; key++) {
    hash = mochi_logic_mix(hash, run->slot[step->columns[key].slot]);
  }
  return hash & (buckets->count - 1);
}

// The rows that a step looks at, one after another. The table may grow meanwhile: `rows` is read anew.
typedef struct mochi_logic_rows {
  const mochi_logic_table *table;
  const uint32_t *sorted;  // a bucket of a complete relation, or NULL
  const uint32_t *next;    // chains, or NULL
  uint32_t at;
  uint32_t end;            // chains: rows from here on are too new
  bool verify;
} mochi_logic_rows;

static inline mochi_logic_rows rows_of(const mochi_logic_run *run, const mochi_logic_step *step) {
  const mochi_logic_table *table = &run->tables[step->relation];
  mochi_logic_rows rows = {.table = table, .end = step->part == MOCHI_LOGIC_OLD ? table->old : table->seen};
  if (step->kind == MOCHI_LOGIC_SCAN) {
    rows.at = step->part == MOCHI_LOGIC_DELTA ? table->old : 0;
    return rows;
  }
  const mochi_logic_buckets *buckets = &table->buckets[step->index];
  uint32_t bucket = probe_bucket(run, step, buckets);
  rows.verify = !buckets->exact;
  if (table->complete) {
    rows.sorted = buckets->sorted;
    rows.at = buckets->start[bucket];
    rows.end = buckets->start[bucket + 1];
  } else {
    rows.next = buckets->next;
    rows.at = buckets->head[bucket];
  }
  return rows;
}

static inline const uint32_t *next_row(mochi_logic_rows *rows) {
  size_t arity = rows->table->arity;
  if (rows->next != NULL) {
    while (rows->at != 0) {
      uint32_t row = rows->at - 1;
      rows->at = rows->next[row];
      if (row < rows->end) {
        return rows->table->rows + row * arity;
      }
    }
    return NULL;
  }
  if (rows->at >= rows->end) {
    return NULL;
  }
  return (rows->sorted != NULL ? rows->sorted : rows->table->rows) + rows->at++ * arity;
}

static bool finds_row(const mochi_logic_run *run, const mochi_logic_step *step) {
  if (step->kind == MOCHI_LOGIC_MEMBER) {
    for (uint32_t key = 0; key < step->keys; key++) {
      run->tuple[step->columns[key].column] = run->slot[step->columns[key].slot];
    }
    return mochi_logic_table_has(&run->tables[step->relation], run->tuple);
  }
  mochi_logic_rows rows = rows_of(run, step);
  for (const uint32_t *row = next_row(&rows); row != NULL; row = next_row(&rows)) {
    if (take_row(run, step, row, rows.verify)) {
      return true;
    }
  }
  return false;
}

// ---------------------------------------------------------------- steps

static inline void emit(const mochi_logic_run *run) {
  for (uint32_t column = 0; column < run->head->arity; column++) {
    run->tuple[column] = run->slot[run->rule->slot[column]];
  }
  mochi_logic_table_insert(run->head, run->tuple);
}

// Whether the rest of the rule is: rows of one bucket, each a tuple of the pair relation `head`.
static bool emits_buckets(const mochi_logic_run *run, const mochi_logic_step *step) {
  return step + 1 == run->end && step->kind == MOCHI_LOGIC_PROBE && step->mode == MOCHI_LOGIC_EACH && step->keys == 1 && step->binds == 1 &&
         step->checks == 0 && run->tables[step->relation].complete && run->head->arity == 2 && run->head->set == MOCHI_LOGIC_BITMAP;
}

static void emit_bucket(const mochi_logic_run *run, const mochi_logic_step *step) {
  const mochi_logic_table *table = &run->tables[step->relation];
  const mochi_logic_buckets *buckets = &table->buckets[step->index];
  uint32_t bucket = run->slot[step->columns[0].slot];
  uint32_t bound = step->columns[1].slot;
  uint32_t column = step->columns[1].column;
  uint32_t end = buckets->start[bucket + 1];
  bool varies[2] = {run->rule->slot[0] == bound, run->rule->slot[1] == bound};
  mochi_logic_table *head = run->head;
  uint32_t domain = head->domain;
  uint32_t pair[2] = {run->slot[run->rule->slot[0]], run->slot[run->rule->slot[1]]};
  size_t base = (varies[0] ? 0 : (size_t)pair[0] * domain) + (varies[1] ? 0 : pair[1]);
  size_t factor = (varies[0] ? domain : 0) + (size_t)varies[1];
  for (uint32_t at = buckets->start[bucket]; at < end; at++) {
    uint32_t value = buckets->sorted[(size_t)at * table->arity + column];
    size_t bit = base + value * factor;
    uint64_t flag = UINT64_C(1) << (bit & 63);
    uint64_t *word = &head->words[bit >> 6];
    if ((*word & flag) == 0) {
      *word |= flag;
      if (MOCHI_UNLIKELY(head->count == head->capacity)) {
        mochi_logic_table_grow_rows(head);
      }
      uint32_t *row = head->rows + (size_t)head->count++ * 2;
      row[0] = varies[0] ? value : pair[0];
      row[1] = varies[1] ? value : pair[1];
    }
  }
}

static void run_step(const mochi_logic_run *run, const mochi_logic_step *step) {
  for (; step < run->end; step++) {
    if (step->kind == MOCHI_LOGIC_COMPARE) {
      if (!compares(run->plan, step->operator, run->slot[step->relation], run->slot[step->index])) {
        return;
      }
    } else if (step->kind == MOCHI_LOGIC_MEMBER || step->mode != MOCHI_LOGIC_EACH) {
      if (finds_row(run, step) == (step->mode == MOCHI_LOGIC_ABSENT)) {
        return;
      }
    } else {
      break;
    }
  }
  if (step == run->end) {
    emit(run);
    return;
  }
  if (emits_buckets(run, step)) {
    emit_bucket(run, step);
    return;
  }
  mochi_logic_rows rows = rows_of(run, step);
  bool bucket_next = step + 1 < run->end && emits_buckets(run, step + 1);
  for (const uint32_t *row = next_row(&rows); row != NULL; row = next_row(&rows)) {
    if (take_row(run, step, row, rows.verify)) {
      if (bucket_next) {
        emit_bucket(run, step + 1);
      } else {
        run_step(run, step + 1);
      }
    }
  }
}

static void run_rule(const mochi_logic_run *frame, const mochi_logic_rule *rule) {
  mochi_logic_run run = *frame;
  run.rule = rule;
  run.head = &run.tables[rule->head];
  run.end = rule->step + rule->steps;
  for (uint32_t at = 0; at < rule->constants; at++) {
    run.slot[at] = rule->constant[at];
  }
  for (const mochi_logic_step *step = rule->step; step < run.end; step++) {
    if (step->kind == MOCHI_LOGIC_PROBE) {
      mochi_logic_table_prepare(&run.tables[step->relation], step->index);
    }
  }
  run_step(&run, rule->step);
}

// ---------------------------------------------------------------- strata

// What the round found becomes the delta of the next. False: nothing.
static bool next_round(const mochi_logic_run *run, const mochi_logic_stratum *stratum) {
  bool found = false;
  for (uint32_t at = 0; at < stratum->relations; at++) {
    mochi_logic_table *table = &run->tables[stratum->relation[at]];
    found = found || table->count > table->seen;
    table->old = table->seen;
    table->seen = table->count;
  }
  return found;
}

static void compute_one(const mochi_logic_run *run, const mochi_logic_stratum *stratum) {
  for (uint32_t at = 0; at < stratum->relations; at++) {
    uint32_t relation = stratum->relation[at];
    mochi_logic_table_open(&run->tables[relation], &run->plan->relation[relation], run->plan->domain);
  }
  for (uint32_t at = 0; at < stratum->first; at++) {
    run_rule(run, &stratum->first_rule[at]);
  }
  while (stratum->again > 0 && next_round(run, stratum)) {
    for (uint32_t at = 0; at < stratum->again; at++) {
      run_rule(run, &stratum->again_rule[at]);
    }
  }
  for (uint32_t at = 0; at < stratum->relations; at++) {
    mochi_logic_table_complete(&run->tables[stratum->relation[at]]);
  }
}

void mochi_logic_compute(const mochi_logic_plan *plan, uint32_t stratum) {
  mochi_logic_state *state = plan->state;
  if (state->done[stratum]) {
    return;
  }
  // What a stratum needs has smaller numbers.
  bool *needed = (bool *)mochi_logic_zeroed(plan->strata, sizeof(bool));
  needed[stratum] = true;
  for (uint32_t at = stratum + 1; at-- > 0;) {
    for (uint32_t need = 0; needed[at] && need < plan->stratum[at].needs; need++) {
      needed[plan->stratum[at].need[need]] = true;
    }
  }
  uint32_t widest = 2;
  for (uint32_t relation = 0; relation < plan->relations; relation++) {
    widest = plan->relation[relation].arity > widest ? plan->relation[relation].arity : widest;
  }
  mochi_logic_run run = {
    .plan = plan,
    .tables = state->tables,
    .slot = (uint32_t *)mochi_logic_zeroed(plan->registers, sizeof(uint32_t)),
    .tuple = (uint32_t *)mochi_logic_zeroed(widest, sizeof(uint32_t)),
  };
  for (uint32_t at = 0; at <= stratum; at++) {
    if (needed[at] && !state->done[at]) {
      compute_one(&run, &plan->stratum[at]);
      state->done[at] = true;
    }
  }
  free(run.slot);
  free(run.tuple);
  free(needed);
}
