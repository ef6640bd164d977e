// Queries: the plan (core/plan) as fused loops.
//
// Rows run through joins and filters (lower-query-rows.ts) into what collects them: groups, then a
// sort, a set of distinct values, a running aggregate or just the list of results. `skip` and `take`
// are evaluated behind the rows, unless they can spare work and nobody can tell.

import type { IrExpression, IrLabel, IrVariable } from "../aotir/aotir.ts";
import { assign, assignVariable, binary, boolIr, boolValue, declare, descriptor, evaluate, intValue, lengthOf, newLabel, newVariable, noneOf, not, numeric, i64Ir, readElement, readVariable, runtime, u32Ir, zeroOf } from "../aotir/builder.ts";
import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { planQuery } from "../plan/plan-query.ts";
import { printPlan } from "../plan/print-plan.ts";
import type { Membership, PlanGroup, PlanSortKey, QueryPlan } from "../plan/plan.ts";
import { withStreamedLoad } from "../plan/streamed-loads.ts";
import { variablesOf } from "../plan/variables.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { inBlock, spill, temporary, type FunctionContext } from "./context.ts";
import { lowerDiscard, lowerExpression, readLocal } from "./lower-expression.ts";
import { push } from "./lower-growth.ts";
import { aggregateOfIndex, bindIndex } from "./lower-query-index.ts";
import { openFirst, prepareRows, when, type FirstRows } from "./lower-query-rows.ts";
import { bindElement, eachElement } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";
import { counter, groupCells, newAccumulator, variableCells } from "./query-accumulator.ts";
import { dropColumn, dropKeyTable, findKey, findOrAddKey, newColumn, newKeyTable, noRow, type Column, type KeyPart } from "./query-table.ts";
import { lowerStored, storedFromPlace, withSharedElements } from "./sharing.ts";

/** Declares the query's result. */
export function lowerQuery(cx: FunctionContext, query: TypedQuery): void {
  if (query.rows.operator === "lookup" && query.rows.aggregate !== undefined && query.aggregate !== undefined) {
    bind(cx, query.aggregate.local, aggregateOfIndex(cx, query.rows, query.rows.aggregate, query.aggregate.value.span));
    return;
  }
  const { plan, collect, finish } = beginQuery(cx, query);
  const running = plan.aggregate?.running;
  if (plan.aggregate !== undefined && running !== undefined) {
    bind(cx, plan.aggregate.local, runningAggregate(cx, plan, running, collect));
    finish();
    return;
  }
  const list = bounded(cx, plan, collectRows(cx, plan, collect));
  finish();
  bind(cx, plan.result, list);
  if (plan.aggregate !== undefined) {
    bind(cx, plan.aggregate.local, lowerStored(cx, plan.aggregate.value));
  }
}

interface BegunQuery {
  readonly plan: QueryPlan;
  /** Runs the sink for each row or group. */
  readonly collect: (sink: Sink) => void;
  readonly finish: () => void;
}

/** What is prepared before any row comes. */
function beginQuery(cx: FunctionContext, query: TypedQuery): BegunQuery {
  const plan = planQuery(withStreamedLoad(query, cx.program.streamed), cx.span);
  const { files, plans } = cx.program;
  plans.push({ span: cx.span, title: "query", print: () => printPlan(plan, ({ span }) => (files[span.file]?.text.slice(span.start, span.end) ?? "").replace(/\s+/g, " ")) });
  plan.once.forEach(({ local, value }) => {
    bindOnce(cx, local, value);
  });
  const drops = plan.memberships.map((membership) => bindMembership(cx, membership));
  const used = variablesOf(plan);
  const indexes = plan.indexes.map((index) => bindIndex(cx, index, used));
  const first = openFirst(cx, plan.rows, plan);
  const rows = prepareRows(cx, plan.rows, used, first);
  const { group } = plan;
  return {
    plan,
    collect: (sink) => {
      if (group === undefined) {
        rows(sink.row);
      } else {
        eachGroup(cx, group, rows, used, sink.row);
      }
    },
    finish: () => {
      first?.close();
      [...indexes.map((index) => index.drop), ...drops].forEach((drop) => {
        drop();
      });
    },
  };
}

/** The selected values one by one, in place of a list; for queries without sort and bounds. */
export function prepareYield(cx: FunctionContext, query: TypedQuery): FirstRows {
  const { plan, collect, finish } = beginQuery(cx, query);
  const { select } = plan;
  const column = plan.distinct ? newColumn(cx, select.type) : undefined;
  const table = column === undefined ? undefined : newKeyTable(cx, [column]);
  const each: FirstRows["each"] = (consume) => {
    collect({
      row: () => {
        const value = spill(cx, lowerStored(cx, select));
        if (table === undefined) {
          consume(value);
        } else {
          findOrAddKey(cx, table, [{ value, type: select.type }], () => consume(value));
        }
      },
    });
  };
  const close = (): void => {
    finish();
    if (table !== undefined && column !== undefined) {
      dropKeyTable(cx, table);
      dropColumn(cx, column);
    }
  };
  return { each, close };
}

/** A query's aggregate, or its rows. */
export function lowerQueryValue(cx: FunctionContext, query: TypedQuery): IrExpression {
  lowerQuery(cx, query);
  return readLocal(cx, query.aggregate?.local ?? query.result);
}

function bind(cx: FunctionContext, local: Local, value: IrExpression): void {
  const variable = newVariable(local.name, value.type);
  cx.statements.push(declare(cx.span, variable, value));
  cx.bindings.set(local, { kind: "variable", variable, owned: true });
}

/** Evaluated by the first read. */
function bindOnce(cx: FunctionContext, local: Local, value: TypedExpression): void {
  const type = lowerType(cx.program.types, local.type);
  const done = temporary(cx, boolIr, boolValue(false));
  const variable = temporary(cx, type, zeroOf(type));
  cx.mutable.add(done).add(variable);
  cx.bindings.set(local, {
    kind: "computed",
    read: () => {
      const first = inBlock(cx, () => {
        cx.statements.push(assignVariable(cx.span, variable, lowerExpression(cx, value)));
        cx.statements.push(assignVariable(cx.span, done, boolValue(true)));
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: not(readVariable(done)), then: first });
      return readVariable(variable);
    },
  });
}

/** The list is hashed by the first read. Gives what drops the table. */
function bindMembership(cx: FunctionContext, { local, item, list }: Membership): () => void {
  const column = newColumn(cx, item.type);
  const table = newKeyTable(cx, [column]);
  const done = temporary(cx, boolIr, boolValue(false));
  cx.mutable.add(done);
  cx.bindings.set(local, {
    kind: "computed",
    read: () => {
      const key = [{ value: spill(cx, lowerExpression(cx, item)), type: item.type }];
      const first = inBlock(cx, () => {
        eachElement(cx, lowerExpression(cx, list), true, cx.span, (element) => {
          findOrAddKey(cx, table, [{ value: spill(cx, element), type: item.type }], () => undefined);
        });
        cx.statements.push(assignVariable(cx.span, done, boolValue(true)));
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: not(readVariable(done)), then: first });
      return binary("!=", findKey(cx, table, key), noRow);
    },
  });
  return () => {
    dropKeyTable(cx, table);
    dropColumn(cx, column);
  };
}

// ---------------------------------------------------------------- what collects the rows

interface Sink {
  /** Runs for each row, in the innermost loop. */
  readonly row: () => void;
}

function runningAggregate(cx: FunctionContext, plan: QueryPlan, running: Exclude<Exclude<QueryPlan["aggregate"], undefined>["running"], undefined>, collect: (sink: Sink) => void): IrExpression {
  const cells = variableCells(cx);
  let count: ReturnType<typeof counter> | undefined;
  const accumulator = newAccumulator(cx, cells, running, () => (count ??= counter(cells)));
  const label = newLabel("enough");
  const run = (): void => {
    collect({
      row: () => {
        if (running.value === undefined && !plan.selectsLate) {
          lowerDiscard(cx, plan.select);
        }
        accumulator.add();
        count?.add();
        if (plan.limit === "stop") {
          cx.statements.push({ kind: "break", span: cx.span, label });
        }
      },
    });
  };
  if (plan.limit === "stop") {
    cx.statements.push({ kind: "block", span: cx.span, body: inBlock(cx, run), label });
  } else {
    run();
  }
  return accumulator.read(plan.aggregate?.value.span ?? plan.span);
}

/** The selected values in order, before `skip` and `take`. */
function collectRows(cx: FunctionContext, plan: QueryPlan, collect: (sink: Sink) => void): IrExpression {
  const { type } = plan.result;
  invariant(type.kind === "list", "a query makes a list");
  const rows: Column = newColumn(cx, type.element);
  if (plan.sort.length > 0) {
    return plan.limit === "heap" ? topRows(cx, plan, rows, collect) : sortedRows(cx, plan, rows, collect);
  }
  const stop = plan.limit === "stop" ? earlyEnd(cx, plan, rows) : undefined;
  const table = plan.distinct ? newKeyTable(cx, [rows]) : undefined;
  const run = (): void => {
    collect({
      row: () => {
        if (table === undefined) {
          addSelected(cx, plan.select, rows);
          stop?.check();
        } else {
          const value = spill(cx, lowerExpression(cx, plan.select));
          findOrAddKey(cx, table, [{ value, type: plan.select.type }], () => stop?.check());
        }
      },
    });
  };
  if (stop === undefined) {
    run();
  } else {
    cx.statements.push({ kind: "block", span: cx.span, body: inBlock(cx, run), label: stop.label });
  }
  if (table !== undefined) {
    dropKeyTable(cx, table);
  }
  return rows.list;
}

function addSelected(cx: FunctionContext, select: TypedExpression, rows: Column): void {
  if (select.type.kind === "never") {
    lowerDiscard(cx, select);
    return;
  }
  push(cx, rows.list, rows.type, spill(cx, lowerStored(cx, select)));
}

/** `take` without a sort: once there are enough rows, no more are looked at. */
function earlyEnd(cx: FunctionContext, plan: QueryPlan, rows: Column): { readonly label: IrLabel; readonly check: () => void } {
  const limit = limitOf(cx, plan);
  const label = newLabel("enough");
  return {
    label,
    check: () => {
      const enough = binary(">=", numeric(lengthOf(rows.list), i64Ir), limit);
      cx.statements.push({ kind: "if", span: cx.span, condition: enough, then: { statements: [{ kind: "break", span: cx.span, label }] } });
    },
  };
}

/** How many of the first rows are enough; those that aren't wanted are cut off later. */
function limitOf(cx: FunctionContext, { skip, take }: QueryPlan): IrExpression {
  invariant(take !== undefined, "a limit comes from take");
  return spill(cx, runtime("mochi_query_limit", [skip === undefined ? intValue(0) : lowerExpression(cx, skip), lowerExpression(cx, take)]));
}

function bounded(cx: FunctionContext, plan: QueryPlan, list: IrExpression): IrExpression {
  const { type } = plan.result;
  invariant(type.kind === "list", "a query makes a list");
  const { element } = type;
  const slice = (of: IrExpression, start: IrExpression, end: IrExpression): IrExpression =>
    withSharedElements(runtime("mochi_list_slice", [of, start, end, descriptor(element)], of.type), element);
  let result = plan.distinct && plan.sort.length > 0 ? withSharedElements(runtime("mochi_list_distinct", [list, descriptor(element)], list.type), element) : list;
  if (plan.skip !== undefined) {
    result = slice(spill(cx, result), spill(cx, lowerExpression(cx, plan.skip)), intValue(2n ** 63n - 1n));
  }
  if (plan.take !== undefined) {
    result = slice(spill(cx, result), intValue(0), spill(cx, lowerExpression(cx, plan.take)));
  }
  return result;
}

// ---------------------------------------------------------------- sort

const orderIr = { kind: "opaque", c: "mochi_query_order *" } as const;
const topIr = { kind: "opaque", c: "mochi_query_top *" } as const;

interface SortColumn extends Column {
  readonly key: PlanSortKey;
}

function sortColumns(cx: FunctionContext, plan: QueryPlan): readonly SortColumn[] {
  return plan.sort.map((key) => ({ ...newColumn(cx, key.value.type), key }));
}

function sortedRows(cx: FunctionContext, plan: QueryPlan, rows: Column, collect: (sink: Sink) => void): IrExpression {
  const columns = sortColumns(cx, plan);
  collect({
    row: () => {
      columns.forEach((column) => {
        push(cx, column.list, column.type, spill(cx, lowerStored(cx, column.key.value)));
      });
      addSelected(cx, plan.select, rows);
    },
  });
  const order = spill(cx, runtime("mochi_query_order_new", [], orderIr));
  columns.forEach((column) => {
    cx.statements.push(evaluate(cx.span, runtime("mochi_query_order_by", [order, column.list, descriptor(column.type), boolValue(column.key.descending)])));
  });
  const sorted = spill(cx, runtime("mochi_query_sorted", [order, rows.list, descriptor(rows.type)], rows.list.type));
  dropColumn(cx, rows);
  return sorted;
}

/** Keeps as many rows as `take` wants, in a heap. */
function topRows(cx: FunctionContext, plan: QueryPlan, rows: Column, collect: (sink: Sink) => void): IrExpression {
  const limit = limitOf(cx, plan);
  const columns = sortColumns(cx, plan);
  const [first] = columns;
  invariant(first !== undefined, "a sort has a key");
  const exact = columns.length === 1 && rankFunction(first.type) !== undefined && first.type.kind !== "string";
  const top = spill(cx, runtime("mochi_query_top_new", [limit, boolValue(exact)], topIr));
  columns.forEach((column) => {
    cx.statements.push(evaluate(cx.span, runtime("mochi_query_top_by", [top, column.list, descriptor(column.type), boolValue(column.key.descending)])));
  });
  collect({
    row: () => {
      const keys = columns.map((column) => spill(cx, lowerStored(cx, column.key.value)));
      const early = plan.selectsLate ? undefined : spill(cx, lowerStored(cx, plan.select));
      const rank = spill(cx, rankOf(first, keys[0]));
      const candidate = inBlock(cx, () => {
        const slot = spill(cx, runtime("mochi_query_top_slot", [top]));
        columns.forEach((column, index) => {
          const key = keys[index];
          if (key !== undefined && !exact) {
            put(cx, column, slot, key);
          }
        });
        const enters = inBlock(cx, () => {
          put(cx, rows, slot, early ?? spill(cx, lowerStored(cx, plan.select)));
        });
        cx.statements.push({ kind: "if", span: cx.span, condition: runtime("mochi_query_top_offer", [top, rank]), then: enters });
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: runtime("mochi_query_top_admits", [top, rank]), then: candidate });
    },
  });
  return spill(cx, runtime("mochi_query_top_rows", [top, rows.list, descriptor(rows.type)], rows.list.type));
}

/** Ranks order like the values of these types. */
function rankFunction(type: Type): string | undefined {
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
      return "mochi_query_rank_int";
    case "float":
      return "mochi_query_rank_float";
    case "string":
      return "mochi_query_rank_string";
    default:
      return undefined;
  }
}

function rankOf(column: SortColumn, key: IrExpression | undefined): IrExpression {
  const name = rankFunction(column.type);
  return name === undefined || key === undefined ? intValue(0) : runtime(name, [key, boolValue(column.key.descending)]);
}

/** The element at a position, which is at most one behind the last. */
function put(cx: FunctionContext, column: Column, at: IrExpression, value: IrExpression): void {
  const isNew = binary("==", at, lengthOf(column.list));
  const append = inBlock(cx, () => {
    push(cx, column.list, column.type, value);
  });
  const replace = inBlock(cx, () => {
    cx.statements.push(assign(cx.span, { kind: "element", list: column.list, index: at }, value));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: isNew, then: append, otherwise: replace });
}

// ---------------------------------------------------------------- groups

/** How one part of `group by` is found and kept. */
interface GroupKey {
  /** Of what is hashed and compared: the key, or the fields of a record. */
  readonly hashed: readonly Column[];
  /** Of the keys themselves, by group. */
  readonly kept: Column;
  readonly evaluate: () => readonly KeyPart[];
  /** For a new group. */
  readonly keep: (parts: readonly KeyPart[]) => void;
}

function newGroupKey(cx: FunctionContext, { value, local }: PlanGroup["keys"][number]): GroupKey {
  const kept = newColumn(cx, local.type);
  const part = (e: TypedExpression): KeyPart => ({ value: spill(cx, lowerExpression(cx, e)), type: e.type });
  if (value.kind !== "record" || value.fields.length === 0) {
    return { hashed: [kept], kept, evaluate: () => [part(value)], keep: () => undefined };
  }
  // A record is made for each group, not for each row.
  const { fields } = value;
  return {
    hashed: fields.map((field) => newColumn(cx, field.value.type)),
    kept,
    evaluate: () => fields.map((field) => part(field.value)),
    keep: (parts) => {
      const made = fields.map((field, index) => {
        const { type, span } = field.value;
        const variable = newTemporary(field.name, type, span);
        cx.bindings.set(variable, { kind: "value", value: parts[index]?.value ?? noneOf(lowerType(cx.program.types, type)) });
        return { name: field.name, value: { kind: "local", type, span, local: variable } as const };
      });
      push(cx, kept.list, kept.type, spill(cx, lowerStored(cx, { ...value, fields: made })));
    },
  };
}

/** Groups in the order of their first row; the body runs for those that `having` lets through. */
function eachGroup(cx: FunctionContext, group: PlanGroup, rows: (consume: () => void) => void, used: ReadonlySet<Local>, body: () => void): void {
  const keys = group.keys.map((key) => newGroupKey(cx, key));
  const hashed = keys.flatMap((key) => key.hashed);
  const table = newKeyTable(cx, hashed);
  const cells = groupCells(cx);
  let counts: ReturnType<typeof counter> | undefined;
  const accumulators = group.aggregates.map((aggregate) => {
    const own = aggregate.filter === undefined ? undefined : counter(cells);
    const accumulator = newAccumulator(cx, cells, aggregate, () => own ?? (counts ??= counter(cells)));
    return { aggregate, accumulator, own };
  });
  const { item } = group;
  const items = item === undefined ? undefined : newColumn(cx, group.items.type);
  rows(() => {
    const parts = keys.map((key) => key.evaluate());
    const number = spill(
      cx,
      findOrAddKey(cx, table, parts.flat(), () => {
        keys.forEach((key, index) => {
          key.keep(parts[index] ?? []);
        });
        cells.addGroup();
        if (items !== undefined && items.type.kind === "list") {
          push(cx, items.list, items.type, newColumn(cx, items.type.element).list);
        }
      }),
    );
    cells.select(number);
    for (const { aggregate, accumulator, own } of accumulators) {
      when(cx, aggregate.filter, () => {
        accumulator.add();
        own?.add();
      });
    }
    counts?.add();
    if (item !== undefined && items?.type.kind === "list") {
      const list = items.type;
      const value = spill(cx, lowerStored(cx, item));
      push(cx, spill(cx, readElement(items.list, number)), list.element, value);
    }
  });
  const label = newLabel("group");
  const at = newVariable("i", u32Ir, true);
  const kept = keys.map((key) => key.kept);
  const end = spill(cx, lengthOf((kept[0] as Column).list));
  const loop = inBlock(cx, () => {
    bindGroup(cx, group, used, kept, items, at);
    cells.select(readVariable(at));
    for (const { aggregate, accumulator } of accumulators) {
      cx.bindings.set(aggregate.local, { kind: "computed", read: () => accumulator.read(aggregate.local.span) });
    }
    when(cx, group.having, body);
  });
  cx.statements.push({ kind: "for", span: cx.span, variable: at, start: intValue(0, u32Ir), end, body: loop, label });
  dropKeyTable(cx, table);
  new Set([...kept, ...hashed]).forEach((column) => {
    dropColumn(cx, column);
  });
  cells.drop();
}

function bindGroup(cx: FunctionContext, group: PlanGroup, used: ReadonlySet<Local>, keys: readonly Column[], items: Column | undefined, at: IrVariable): void {
  group.keys.forEach(({ local }, index) => {
    const column = keys[index];
    if (column !== undefined && used.has(local)) {
      bindElement(cx, local, readElement(column.list, readVariable(at)));
    }
  });
  if (items !== undefined) {
    bindElement(cx, group.items, storedFromPlace(readElement(items.list, readVariable(at)), items.type));
  }
}

