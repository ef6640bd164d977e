// A query as loops: `from … join … where … group by … sort by … select …` becomes statements that
// leave its result in a list, in the order of rows that decisions §7 fixes.
//
// Enters a query of the AST, leaves statements of the AST and the expression of the result; the
// instantiator types them like any other code, so rows have honest types (`T?` on the optional side
// of a join) without a rule of their own. Names of ours hold a `#`, so no user's name meets them;
// `#append(…)` is the builtin even where the user has an `append`.
//
// The rows so far are a chain of open loops (`Rows.wrap` puts a body into the innermost). Right and
// outer joins need all left rows at once: they end the chain, keep one list per variable, and start
// a new chain over these lists. Sort keys are evaluated before select, row by row.

import type { Span } from "../source/span.ts";
import type { Expression, QueryExpression, QueryJoin, SortKey, Statement } from "../syntax/ast.ts";
import { addTo, assign, block, builtin, falseValue, forEach, forRange, ifThen, index, int, isNone, lambda, letName, list, mapOf, name, none, not, slice, trueValue, variable } from "./query-syntax.ts";
import { substituteGroup, type GroupNames } from "./query-group.ts";
import { stripParens } from "./strip-parens.ts";

export interface DesugaredQuery {
  readonly statements: readonly Statement[];
  readonly result: Expression;
}

/** The loops around the innermost row, and the variables that are bound there. */
interface Rows {
  /** Statements before the outermost loop. */
  readonly before: Statement[];
  /** Puts statements that use the variables of a row into the innermost loop. */
  readonly wrap: (body: readonly Statement[]) => readonly Statement[];
  readonly variables: readonly string[];
}

/** Aggregates that a whole select may be; decided by the caller, who knows the user's functions. */
export interface QueryOptions {
  readonly aggregate?: { readonly name: string; readonly argument: Expression };
}

export function desugarQuery(query: QueryExpression, options: QueryOptions): DesugaredQuery {
  const names = newNames(query.span);
  let rows = sourceRows(query);
  for (const join of query.joins) {
    rows = joinRows(names, rows, join);
  }
  if (query.where !== undefined) {
    const { wrap } = rows;
    const condition = query.where;
    rows = { ...rows, wrap: (body) => wrap([ifThen(condition, body)]) };
  }
  const select = options.aggregate?.argument ?? query.select;
  const output = query.group === undefined ? project(names, query, rows, select, undefined) : groupRows(names, query, rows, query.group, select);
  return finish(names, query, output, options.aggregate?.name);
}

type Names = (what: string) => string;

/** Unspellable names, different for each query: its place is part of them. */
function newNames(span: Span): Names {
  let count = 0;
  return (what) => `${what}#${span.start}#${count++}`;
}

// ---------------------------------------------------------------- sources and joins

/** An inner source is evaluated once for each outer row. */
function sourceRows(query: QueryExpression): Rows {
  const { sources, span } = query;
  const wrap = (body: readonly Statement[]): readonly Statement[] =>
    sources.reduceRight<readonly Statement[]>((inner, source) => [forEach(source.name.text, source.source, inner, span)], body);
  return { before: [], wrap, variables: sources.map((source) => source.name.text) };
}

function joinRows(names: Names, rows: Rows, join: QueryJoin): Rows {
  const right = names(join.name.text);
  const before = [...rows.before, letName(right, join.source)];
  switch (join.side) {
    case "inner":
      return {
        before,
        wrap: (body) => rows.wrap([forEach(join.name.text, name(right, join.span), [ifThen(join.on, body)], join.span)]),
        variables: [...rows.variables, join.name.text],
      };
    case "left":
      return leftJoin(names, { ...rows, before }, join, right);
    case "right":
      return rightJoin(names, { ...rows, before }, join, right);
    case "outer":
      return outerJoin(names, { ...rows, before }, join, right);
  }
}

/** The matches of a row, or none where there is no match, are a list; the next loop runs over it. */
function leftJoin(names: Names, rows: Rows, join: QueryJoin, right: string): Rows {
  const { span, name: joined } = join;
  const matches = names("matches");
  return {
    before: rows.before,
    wrap: (body) =>
      rows.wrap([
        variable(matches, list([], span)),
        forEach(joined.text, name(right, span), [ifThen(join.on, [addTo(matches, name(joined.text, span))])], span),
        ifThen(equalsZero(builtin("len", [name(matches, span)], span)), [addTo(matches, none(span))]),
        forEach(joined.text, name(matches, span), body, span),
      ]),
    variables: [...rows.variables, joined.text],
  };
}

/** The rows so far, one list per variable. */
interface Table {
  readonly columns: readonly { readonly variable: string; readonly list: string }[];
  readonly statements: readonly Statement[];
}

function newTable(names: Names, variables: readonly string[], span: Span): Table {
  const columns = variables.map((one) => ({ variable: one, list: names(one) }));
  return { columns, statements: columns.map((column) => variable(column.list, list([], span))) };
}

/** Adds a row of the table: each column's variable, or none. */
function addRow(table: Table, isPresent: (variable: string) => boolean, span: Span): readonly Statement[] {
  return table.columns.map((column) => addTo(column.list, isPresent(column.variable) ? name(column.variable, span) : none(span)));
}

/** A loop over a table, with its columns bound to their variables. */
function forRows(names: Names, table: Table, body: readonly Statement[], span: Span): Statement {
  const at = names("row");
  const first = table.columns[0]?.list ?? "";
  const bindings = table.columns.map((column) => letName(column.variable, index(name(column.list, span), name(at, span))));
  return forRange(at, builtin("len", [name(first, span)], span), [...bindings, ...body], span);
}

function tableRows(names: Names, before: readonly Statement[], table: Table, span: Span): Rows {
  return { before: [...before], wrap: (body) => [forRows(names, table, body, span)], variables: table.columns.map((column) => column.variable) };
}

/** By right row, then left row; unmatched right rows in their place. */
function rightJoin(names: Names, rows: Rows, join: QueryJoin, right: string): Rows {
  const { span, name: joined } = join;
  const left = newTable(names, rows.variables, span);
  const joinedTable = newTable(names, [...rows.variables, joined.text], span);
  const found = names("found");
  const before = [
    ...rows.before,
    ...left.statements,
    ...rows.wrap(addRow(left, () => true, span)),
    ...joinedTable.statements,
    forEach(
      joined.text,
      name(right, span),
      [
        variable(found, falseValue(span)),
        forRows(names, left, [ifThen(join.on, [assign(found, trueValue(span)), ...addRow(joinedTable, () => true, span)])], span),
        ifThen(not(name(found, span)), addRow(joinedTable, (one) => one === joined.text, span)),
      ],
      span,
    ),
  ];
  return tableRows(names, before, joinedTable, span);
}

/** As a left join, then the right rows that nothing matched. */
function outerJoin(names: Names, rows: Rows, join: QueryJoin, right: string): Rows {
  const { span, name: joined } = join;
  const joinedTable = newTable(names, [...rows.variables, joined.text], span);
  const [found, used, at] = [names("found"), names("used"), names("at")];
  const rightRow = letName(joined.text, index(name(right, span), name(at, span)));
  const count = builtin("len", [name(right, span)], span);
  const before = [
    ...rows.before,
    ...joinedTable.statements,
    variable(used, list([], span)),
    forRange(at, count, [addTo(used, falseValue(span))], span),
    ...rows.wrap([
      variable(found, falseValue(span)),
      forRange(
        at,
        count,
        [rightRow, ifThen(join.on, [assign(found, trueValue(span)), { kind: "assign", span, target: index(name(used, span), name(at, span)), value: trueValue(span) }, ...addRow(joinedTable, () => true, span)])],
        span,
      ),
      ifThen(not(name(found, span)), addRow(joinedTable, (one) => one !== joined.text, span)),
    ]),
    forRange(at, count, [ifThen(not(index(name(used, span), name(at, span))), [rightRow, ...addRow(joinedTable, (one) => one === joined.text, span)])], span),
  ];
  return tableRows(names, before, joinedTable, span);
}

function equalsZero(value: Expression): Expression {
  return { kind: "binary", span: value.span, op: "==", opSpan: value.span, left: value, right: int(0, value.span) };
}

// ---------------------------------------------------------------- groups

/** Groups in the order of their first row. Equal keys have equal JSON, so a map from that to the group's number finds it. */
function groupRows(names: Names, query: QueryExpression, rows: Rows, group: Exclude<QueryExpression["group"], undefined>, select: Expression): Output {
  const { span } = query;
  const [groups, keys, items, key, text, at] = [names("groups"), names("keys"), names("items"), names("key"), names("text"), names("group")];
  const single = rows.variables.length === 1;
  const item = single ? name(rows.variables[0] ?? "", span) : mapOf(rows.variables.map((one) => [one, name(one, span)]), span);
  const parts = group.keys.map((one, position) => ({ name: keyName(one, position), value: one }));
  const keyValue = parts.length === 1 ? (parts[0]?.value ?? none(span)) : mapOf(parts.map((part) => [part.name, part.value]), span);
  const newGroup = [
    { kind: "assign", span, target: index(name(groups, span), name(text, span)), value: builtin("len", [name(keys, span)], span) } as const,
    addTo(keys, name(key, span)),
    addTo(items, list([], span)),
  ];
  const number = index(name(groups, span), name(text, span));
  const found: Expression = { kind: "binary", span, op: "??", opSpan: span, left: number, right: int(0, span) };
  const slot = index(name(items, span), found);
  const collect: readonly Statement[] = [
    letName(key, keyValue),
    letName(text, builtin("to_json", [name(key, span)], span)),
    ifThen(not({ kind: "binary", span, op: "in", opSpan: span, left: name(text, span), right: name(groups, span) }), newGroup),
    { kind: "assign", span, target: slot, value: builtin("append", [slot, item], span) },
  ];
  const before = [
    ...rows.before,
    variable(groups, { kind: "map", span, entries: [] }),
    variable(keys, list([], span)),
    variable(items, list([], span)),
    ...rows.wrap(collect),
  ];
  const bound: GroupNames = { group: group.name.text, key: names("key"), items: names("items"), parts: parts.length === 1 ? [] : parts.map((part) => part.name) };
  const substitute = (e: Expression): Expression => substituteGroup(e, bound);
  const groupLoop = (body: readonly Statement[]): readonly Statement[] => {
    const inner = group.having === undefined ? body : [ifThen(substitute(group.having), body)];
    const bindings = [letName(bound.key, index(name(keys, span), name(at, span))), letName(bound.items, index(name(items, span), name(at, span)))];
    return [forRange(at, builtin("len", [name(keys, span)], span), [...bindings, ...inner], span)];
  };
  const grouped: Rows = { before, wrap: groupLoop, variables: [] };
  return project(names, query, grouped, substitute(select), substitute);
}

/** The name of one of several keys: its last selector, else its place. */
function keyName(key: Expression, position: number): string {
  const plain = stripParens(key);
  return plain.kind === "name" ? plain.name : plain.kind === "field" ? plain.name.text : `k${position + 1}`;
}

// ---------------------------------------------------------------- sort, select

interface Output {
  readonly statements: readonly Statement[];
  /** A list in final order. */
  readonly rows: Expression;
}

/** Evaluates the sort keys, then the selected value of each row, and orders them. */
function project(names: Names, query: QueryExpression, rows: Rows, select: Expression, substitute: ((e: Expression) => Expression) | undefined): Output {
  const { span } = query;
  const out = names("rows");
  const keys = query.sort.map((key) => ({ ...directed(key), list: names("sort") }));
  const body = [...keys.map((key) => addTo(key.list, substitute === undefined ? key.value : substitute(key.value))), addTo(out, select)];
  const lists = [out, ...keys.map((key) => key.list)].map((one) => variable(one, list([], span)));
  const statements = [...rows.before, ...lists, ...rows.wrap(body)];
  if (keys.length === 0) {
    return { statements, rows: name(out, span) };
  }
  const order = names("order");
  const row = names("row");
  statements.push(variable(order, builtin("range", [builtin("len", [name(out, span)], span)], span)));
  // Stable sorts, the least significant key first, order by all of them.
  for (const key of keys.toReversed()) {
    statements.push(...sortBy(names, order, key.list, key.descending, span));
  }
  const sorted = names("sorted");
  statements.push(variable(sorted, list([], span)), forEach(row, name(order, span), [addTo(sorted, index(name(out, span), name(row, span)))], span));
  return { statements, rows: name(sorted, span) };
}

/** A leading `-` is the direction, never computed; `-b desc` is ascending again. */
function directed(key: SortKey): { readonly value: Expression; readonly descending: boolean } {
  const plain = stripParens(key.value);
  return plain.kind === "unary" && plain.op === "-" ? { value: plain.operand, descending: !key.descending } : { value: key.value, descending: key.descending };
}

/** Descending is the reverse of sorting the reverse, so that equal keys keep their order; nil stays last. */
function sortBy(names: Names, order: string, keys: string, descending: boolean, span: Span): readonly Statement[] {
  const row = names("row");
  const key = lambda(row, index(name(keys, span), name(row, span)), span);
  if (!descending) {
    return [assign(order, builtin("sort", [name(order, span), key], span))];
  }
  const reversed = builtin("reverse", [builtin("sort", [builtin("reverse", [name(order, span)], span), key], span)], span);
  const [present, missing] = [names("present"), names("missing")];
  return [
    variable(present, slice(name(order, span), int(0, span), int(0, span))),
    variable(missing, slice(name(order, span), int(0, span), int(0, span))),
    {
      kind: "for",
      span,
      name: { text: row, span },
      source: reversed,
      body: block([{ kind: "if", span, condition: isNone(index(name(keys, span), name(row, span))), body: block([addTo(missing, name(row, span))], span), alternative: block([addTo(present, name(row, span))], span) }], span),
    },
    assign(order, builtin("concat", [name(present, span), name(missing, span)], span)),
  ];
}

/** distinct, skip, take, then the aggregate over what is left. */
function finish(names: Names, query: QueryExpression, output: Output, aggregate: string | undefined): DesugaredQuery {
  const { span } = query;
  const statements = [...output.statements];
  let result = output.rows;
  if (query.distinct) {
    result = builtin("distinct", [result], span);
  }
  if (query.skip !== undefined) {
    const skip = names("skip");
    statements.push(letName(skip, query.skip));
    result = slice(result, name(skip, span), undefined);
  }
  if (query.take !== undefined) {
    const take = names("take");
    statements.push(letName(take, query.take));
    result = slice(result, undefined, name(take, span));
  }
  if (aggregate !== undefined) {
    result = builtin(aggregate === "count" ? "len" : aggregate, [result], span);
  }
  return { statements, result };
}

