// Queries: each clause is typed in the scope and with the knowledge (flow.ts) that it has among the
// loops which the query means, and the clauses stay clauses (typed-query.ts).
//
// The lists that a query fills, its result and the items of a group, are typed as `xs = append(xs, e)`
// is: the statement is written for them, typed, and taken apart again. So their element types follow
// the rules of any open list. Names of ours hold a `#`, so no user's name meets them; `#append(…)` is
// the builtin even where the user has an `append`.

import { invariant } from "../source/invariant.ts";
import type { Expression, Name, QueryExpression, QueryJoin, SortKey } from "../syntax/ast.ts";
import { neverType, optionOf, sameType, type Type } from "../types/type.ts";
import { assignedNames } from "./assigned-names.ts";
import { convert, read, settle } from "./convert.ts";
import { localSlot, newLocal, newTemporary, readType, slotOf, type Cx } from "./context.ts";
import { withoutPresent, type Flow } from "./flow.ts";
import { admitsNone } from "./join.ts";
import { isOpen } from "./open.ts";
import { substituteGroup, type GroupNames } from "./query-group.ts";
import { addTo, builtin, list, mapOf, name, slice, variable } from "./query-syntax.ts";
import { lookUp, newScope } from "./scope.ts";
import { noteItems } from "./shapes.ts";
import { widenSlot } from "./slot.ts";
import { stripParens } from "./strip-parens.ts";
import { typeCondition } from "./type-condition.ts";
import { typeExpression } from "./type-expression.ts";
import { iterable, iteratedType, typeStatement } from "./type-statement.ts";
import type { Local, TypedExpression } from "./typed.ts";
import type { JoinedVariable, RowVariable, TypedGroup, TypedQuery, TypedRows, TypedSortKey } from "./typed-query.ts";

/** What the clauses become before they are typed. The rounds type them again and again: these must be the same nodes each time. */
interface Clauses {
  readonly select: Expression;
  readonly having?: Expression;
  readonly sort: readonly SortKey[];
  readonly item: Expression;
  /** The parts of a group's key, and the names of the variables that hold them. */
  readonly keys: readonly { readonly value: Expression; readonly variable: string }[];
  readonly items: string;
  readonly rows: string;
  readonly bounds: Expression;
  readonly aggregate?: Expression;
  /** What identifies the variables that a right or outer join makes anew. */
  readonly rejoined: Map<QueryJoin, Map<string, object>>;
  readonly declareRows: ReturnType<typeof variable>;
  readonly addRow: ReturnType<typeof addTo>;
  readonly declareItems: ReturnType<typeof variable>;
  readonly addItem: ReturnType<typeof addTo>;
}

const known = new WeakMap<QueryExpression, Clauses>();

export function typeQuery(cx: Cx, query: QueryExpression): TypedExpression {
  const { span } = query;
  const clauses = known.get(query) ?? clausesOf(cx, query);
  known.set(query, clauses);
  const outer = cx.scope;
  cx.scope = newScope(outer, cx.frame);
  const assigned = assignedNames(query);
  const before = withoutPresent(cx.frame.flow, (slot) => assigned.has(slot.name));
  cx.frame.flow = before;
  const typed = typeClauses(cx, query, clauses);
  cx.frame.flow = before;
  cx.scope = outer;
  const value = read(typed.aggregate?.local ?? typed.result, span);
  return { kind: "do", type: value.type, span, body: { statements: [{ kind: "query", span, query: typed }] }, value };
}

// ---------------------------------------------------------------- before typing

function clausesOf(cx: Cx, query: QueryExpression): Clauses {
  const { span, group } = query;
  const variables = [...query.sources, ...query.joins].map((one) => one.name.text);
  const single = variables.length === 1 ? variables[0] : undefined;
  const item = single !== undefined ? name(single, span) : mapOf(variables.map((one) => [one, name(one, span)]), span);
  if (group !== undefined && single === undefined) {
    noteItems(cx.program.shapes, variables);
  }
  const keys = (group?.keys ?? []).map((value, at) => ({ value, variable: `key#${span.start}#${at}` }));
  const items = `items#${span.start}`;
  const rows = `rows#${span.start}`;
  const aggregate = group === undefined ? bareAggregate(cx, query.select) : undefined;
  const names: GroupNames | undefined = group === undefined ? undefined : { group: group.name.text, items, keys: keys.map((key, at) => ({ name: keyName(key.value, at), variable: key.variable })) };
  const inGroup = (e: Expression): Expression => (names === undefined ? e : substituteGroup(e, names));
  const select = aggregate?.argument ?? inGroup(query.select);
  return {
    select,
    ...(group?.having === undefined ? {} : { having: inGroup(group.having) }),
    sort: query.sort.map(directed).map((key) => ({ ...key, value: inGroup(key.value) })),
    item,
    keys,
    items,
    rows,
    bounds: slice(name(rows, span), query.skip, query.take),
    ...(aggregate === undefined ? {} : { aggregate: builtin(aggregate.name === "count" ? "len" : aggregate.name, [name(rows, span)], span) }),
    rejoined: new Map(),
    declareRows: variable(rows, list([], span)),
    addRow: addTo(rows, select),
    declareItems: variable(items, list([], span)),
    addItem: addTo(items, item),
  };
}

/** `select sum(e)` without groups: the aggregate of all rows, unless `e` is a query itself or the function the user's. */
function bareAggregate(cx: Cx, select: Expression): { readonly name: string; readonly argument: Expression } | undefined {
  if (select.kind !== "call" || select.callee.kind !== "name" || !["sum", "avg", "min", "max", "count"].includes(select.callee.name)) {
    return undefined;
  }
  const [argument, ...others] = select.args;
  if (argument === undefined || others.length > 0 || stripParens(argument).kind === "query" || lookUp(cx, select.callee.name)?.kind !== "builtin") {
    return undefined;
  }
  return { name: select.callee.name, argument };
}

/** The name of one of several keys: its last selector, else its place. */
function keyName(key: Expression, position: number): string {
  const plain = stripParens(key);
  return plain.kind === "name" ? plain.name : plain.kind === "field" ? plain.name.text : `k${position + 1}`;
}

/** A leading `-` is the direction, never computed; `-b desc` is ascending again. */
function directed(key: SortKey): SortKey {
  const plain = stripParens(key.value);
  return plain.kind === "unary" && plain.op === "-" ? { ...key, value: plain.operand, descending: !key.descending } : key;
}

// ---------------------------------------------------------------- clauses

function typeClauses(cx: Cx, query: QueryExpression, clauses: Clauses): TypedQuery {
  const { flow } = cx.frame;
  let rows = typeJoins(cx, query, clauses, typeSources(cx, query));
  if (query.where !== undefined) {
    rows = { operator: "filter", input: rows, condition: typeFilter(cx, query.where) };
  }
  const group = query.group === undefined ? undefined : typeGroup(cx, clauses, flow);
  const sort = clauses.sort.map((key): TypedSortKey => ({ value: settle(cx, typeExpression(cx, key.value)), descending: key.descending }));
  const { local: result, item: select } = typeCollected(cx, clauses.declareRows, clauses.addRow, flow);
  const bounds = query.skip === undefined && query.take === undefined ? undefined : settle(cx, typeExpression(cx, clauses.bounds));
  const aggregate = clauses.aggregate === undefined ? undefined : settle(cx, typeExpression(cx, clauses.aggregate));
  return {
    rows,
    ...(group === undefined ? {} : { group }),
    sort,
    select,
    distinct: query.distinct,
    ...(bounds?.kind === "slice" && bounds.start !== undefined ? { skip: bounds.start } : {}),
    ...(bounds?.kind === "slice" && bounds.end !== undefined ? { take: bounds.end } : {}),
    result,
    ...(aggregate === undefined ? {} : { aggregate: { local: newTemporary("total", aggregate.type, query.span), value: aggregate } }),
  };
}

/** A condition; behind it stands what it has shown. */
function typeFilter(cx: Cx, condition: Expression): TypedExpression {
  const { node, whenTrue } = typeCondition(cx, condition);
  // Behind `where false` nothing runs, but the clauses have their types.
  cx.frame.flow = whenTrue.reachable ? whenTrue : cx.frame.flow;
  return node;
}

function typeSources(cx: Cx, query: QueryExpression): TypedRows {
  let rows: TypedRows | undefined;
  for (const one of query.sources) {
    const source = iterable(cx, typeExpression(cx, one.source));
    const row = declareRow(cx, one.name, iteratedType(source.type), isOpen(source));
    rows = { operator: "scan", span: one.source.span, ...(rows === undefined ? {} : { input: rows }), variable: row, source };
  }
  invariant(rows !== undefined, "a query has a source");
  return rows;
}

/** A row variable has the element's type; if the query assigns it something wider, it is a copy that has that. */
function declareRow(cx: Cx, declared: Name, element: Type, open: boolean): RowVariable {
  const { text, span } = declared;
  const slot = localSlot(cx, declared, text, span);
  widenSlot(slot, element, open, span);
  const type = readType(cx, slot);
  const local = newLocal(cx, slot, "loop");
  cx.scope.names.set(text, { kind: "local", local, slot });
  if (sameType(type, element)) {
    return { local, prologue: [] };
  }
  const given = newTemporary(text, element, span);
  return { local: given, prologue: [{ kind: "let", span, local, value: convert(cx, read(given, span), type) }] };
}

function typeJoins(cx: Cx, query: QueryExpression, clauses: Clauses, sources: TypedRows): TypedRows {
  const variables = query.sources.map((source) => source.name);
  let rows = sources;
  for (const join of query.joins) {
    const outer = cx.scope;
    const source = iterable(cx, typeExpression(cx, join.source));
    cx.scope = newScope(outer, cx.frame);
    const row = declareRow(cx, join.name, iteratedType(source.type), isOpen(source));
    const { flow } = cx.frame;
    const { node: on, whenTrue } = typeCondition(cx, join.on);
    // Only an inner join lets through nothing but what its condition holds for.
    cx.frame.flow = join.side === "inner" && whenTrue.reachable ? whenTrue : flow;
    const after = [...variables, join.name].map((one) => afterJoin(cx, join, clauses, one));
    const inner = cx.scope;
    cx.scope = outer;
    for (const { text } of [...variables, join.name]) {
      const binding = inner.names.get(text) ?? cx.scope.names.get(text);
      invariant(binding !== undefined, "a row variable is bound");
      cx.scope.names.set(text, binding);
    }
    variables.push(join.name);
    rows = { operator: "join", span: join.span, side: join.side, input: rows, variable: row, source, on, after };
  }
  return rows;
}

/** A row variable behind a join: where it may be missing, a variable that admits none. */
function afterJoin(cx: Cx, join: QueryJoin, clauses: Clauses, one: Name): JoinedVariable {
  const binding = lookUp(cx, one.text);
  invariant(binding?.kind === "local", "a row variable is a local");
  const { local: inside } = binding;
  const joined = one === join.name;
  const optional = join.side === "outer" || join.side === (joined ? "left" : "right");
  if (!optional || admitsNone(inside.type)) {
    return { inside, local: inside };
  }
  const owners = clauses.rejoined.get(join) ?? new Map<string, object>();
  clauses.rejoined.set(join, owners);
  const owner = owners.get(one.text) ?? {};
  owners.set(one.text, owner);
  const slot = localSlot(cx, owner, one.text, one.span);
  widenSlot(slot, inside.type, isOpen(read(inside, one.span)), one.span);
  widenSlot(slot, optionOf(neverType), false, join.span);
  const local = newLocal(cx, slot, "loop");
  cx.scope.names.set(one.text, { kind: "local", local, slot });
  return { inside, local };
}

function typeGroup(cx: Cx, clauses: Clauses, flow: Flow): TypedGroup {
  const keys = clauses.keys.map((key) => {
    const value = settle(cx, typeExpression(cx, key.value));
    const slot = localSlot(cx, key, key.variable, key.value.span);
    widenSlot(slot, value.type, isOpen(value), value.span);
    const local = newLocal(cx, slot, "let");
    return { value: convert(cx, value, local.type), local, slot, name: key.variable };
  });
  const { local: items, item } = typeCollected(cx, clauses.declareItems, clauses.addItem, flow);
  for (const { name: text, local, slot } of keys) {
    cx.scope.names.set(text, { kind: "local", local, slot });
  }
  const having = clauses.having === undefined ? undefined : typeFilter(cx, clauses.having);
  return { keys: keys.map(({ value, local }) => ({ value, local })), item, items, ...(having === undefined ? {} : { having }) };
}

/**
 * A list that grows by one expression: the list's variable, and the expression as an element of it. A clause
 * before may never yield (`sort by panic("…")`); then there is the `flow` of the query's begin.
 */
function typeCollected(cx: Cx, declaration: ReturnType<typeof variable>, growth: ReturnType<typeof addTo>, flow: Flow): { readonly local: Local; readonly item: TypedExpression } {
  cx.frame.flow = cx.frame.flow.reachable ? cx.frame.flow : flow;
  const [declared] = typeStatement(cx, declaration);
  const [grown] = typeStatement(cx, growth);
  invariant(declared?.kind === "let", "a list is declared");
  // What never yields is an expression of its own.
  const value = grown?.kind === "assign" || grown?.kind === "expression" ? grown.value : undefined;
  const item = value?.kind === "call-builtin" && value.name === "append" ? value.args[1] : value;
  invariant(item !== undefined, "a list grows by an expression");
  declared.local.reassigned = false;
  const slot = slotOf(declared.local);
  invariant(slot !== undefined, "the list has a slot");
  slot.rows = true;
  return { local: declared.local, item };
}
