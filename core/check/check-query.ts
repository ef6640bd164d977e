// Queries: `from … join … where … group by … having … sort by … skip … take … select …`.
//
// Clauses are checked in the reference's order, which is not the order of writing. Outer joins make
// the variables of the side that may be missing optional, from the clause after `on`. Predicates
// must be pure (T044). A sort key that is only wrong because an optional was not tested, or that
// names a key of the group, is let through, as the reference does.

import type { Diagnostic } from "../source/diagnostic.ts";
import type { Expression, QueryExpression } from "../syntax/ast.ts";
import { isNumeric } from "../types/numeric.ts";
import { builtins } from "../types/builtins.ts";
import { errorType, fits, isHashable, isOrdered, maybe } from "../types/subtype.ts";
import { anyType, boolType, floatType, intType, listOf, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { inferExpression } from "./check-expression.ts";
import { bindName, declareName, fail, inScope, type Checker, type ImpureCall } from "./context.ts";
import { printEffects } from "./effects.ts";
import { lookup, type Binding } from "./scope.ts";

/** The type of a query: a list, or one value when it selects a bare aggregate. */
export function checkQuery(cx: Checker, node: QueryExpression, expected: Type | undefined): Type {
  const result = inScope(cx, () => inferQuery(cx, node));
  if (result !== errorType && expected !== undefined && !fits(result, expected)) {
    fail(cx, "T008", node.span, [expected, result]);
    return errorType;
  }
  return result;
}

function inferQuery(cx: Checker, node: QueryExpression): Type {
  const variables = bindSources(cx, node);
  const [first] = variables;
  if (node.where !== undefined) {
    checkPredicate(cx, node.where, "where");
  }
  checkCount(cx, node.skip, "skip");
  checkCount(cx, node.take, "take");
  if (node.group !== undefined) {
    const key = groupKey(cx, node.group.keys);
    const single = node.joins.length === 0 && node.sources.length === 1;
    const element = single ? (first?.type ?? anyType) : anyType;
    declareName(cx, node.group.name, "query", { kind: "group", key, element }, { mutable: true });
    if (node.group.having !== undefined) {
      checkPredicate(cx, node.group.having, "having");
    }
  }
  checkSort(cx, node);
  return checkSelect(cx, node);
}

function bindSources(cx: Checker, node: QueryExpression): Binding[] {
  const variables: Binding[] = [];
  node.sources.forEach(({ name, source, span }, index) => {
    const type = inferExpression(cx, source);
    variables.push(declareName(cx, name, "query", rowType(cx, type, span, index === 0 ? "T032" : "T034"), { mutable: true }));
  });
  for (const join of node.joins) {
    const type = inferExpression(cx, join.source);
    let joined = declareName(cx, join.name, "query", rowType(cx, type, join.span, "T034"), { mutable: true });
    const condition = inferExpression(cx, join.on);
    if (!unifies(condition, boolType)) {
      fail(cx, "T035", join.on.span);
    }
    if (join.side === "right" || join.side === "outer") {
      variables.forEach((variable, index) => {
        variables[index] = makeOptional(cx, variable);
      });
    }
    if (join.side === "left" || join.side === "outer") {
      joined = makeOptional(cx, joined);
    }
    variables.push(joined);
  }
  return variables;
}

/** The type of a source's rows. */
function rowType(cx: Checker, type: Type, place: Expression["span"], code: "T032" | "T034"): Type {
  if (type.kind === "list" || type.kind === "group" || type.kind === "set") {
    return type.element;
  }
  if (type !== errorType) {
    fail(cx, code, place, [], type.kind === "any" ? { help: "Tell that it is a list: `(... as list<any>)`." } : {});
  }
  return errorType;
}

/** From here on the variable may be `none`, since its row may be missing. */
function makeOptional(cx: Checker, variable: Binding): Binding {
  return variable.type === errorType ? variable : bindName(cx, variable.name, variable.span, "query", maybe(variable.type), { mutable: true });
}

function checkPredicate(cx: Checker, node: Expression, clause: "where" | "having"): void {
  const outer = cx.impureCalls;
  const calls: ImpureCall[] = [];
  cx.impureCalls = calls;
  const type = inferExpression(cx, node);
  cx.impureCalls = outer;
  outer?.push(...calls);
  if (!unifies(type, boolType)) {
    fail(cx, clause === "where" ? "T033" : "T042", node.span);
    return;
  }
  const [first] = calls;
  if (first !== undefined) {
    fail(cx, "T044", first.span, [first.name, printEffects(first.effects), clause]);
  }
}

function checkCount(cx: Checker, node: Expression | undefined, clause: "skip" | "take"): void {
  if (node === undefined) {
    return;
  }
  const type = inferExpression(cx, node);
  if (!unifies(type, intType)) {
    fail(cx, "T055", node.span, [clause, type]);
  }
}

/** The type of `g.key`: the one key's, or a record of them all. */
function groupKey(cx: Checker, keys: readonly Expression[]): Type {
  const types = keys.map((key) => inferExpression(cx, key));
  const [only] = types;
  if (types.length === 1) {
    return only ?? anyType;
  }
  return { kind: "record", fields: keys.map((key, index) => ({ name: keyName(key, index), type: types[index] ?? anyType })) };
}

/** The name of one of several group keys: its last selector, else `k1`, `k2` … by place. */
export function keyName(key: Expression, index: number): string {
  switch (key.kind) {
    case "name":
      return key.name;
    case "field":
      return key.name.text;
    case "paren":
      return keyName(key.inner, index);
    default:
      return `k${index + 1}`;
  }
}

function checkSort(cx: Checker, node: QueryExpression): void {
  for (const { value } of node.sort) {
    const before = cx.diagnostics.list.length;
    const type = inferExpression(cx, value);
    const found = cx.diagnostics.list.slice(before);
    if (found.length > 0 && found.every((diagnostic) => isForgivenInKey(cx, diagnostic, node))) {
      cx.diagnostics.list.length = before;
    } else if (found.length === 0 && type.kind !== "any" && !isOrdered(type)) {
      fail(cx, "T056", value.span, [type]);
    }
  }
}

/** Whether a key with this mistake still says what it means: an option where a value is wanted raises if it is none. */
function isForgivenInKey(cx: Checker, diagnostic: Diagnostic, node: QueryExpression): boolean {
  switch (diagnostic.code) {
    case "T058":
      return true;
    case "T020":
      return cx.mentioned.get(diagnostic)?.some((type) => type.kind === "option") === true;
    case "T002":
      return node.group !== undefined;
    default:
      return false;
  }
}

function checkSelect(cx: Checker, node: QueryExpression): Type {
  const aggregate = node.group === undefined ? bareAggregate(cx, node.select) : undefined;
  if (aggregate !== undefined) {
    return checkAggregate(cx, node, aggregate.name, aggregate.argument);
  }
  const type = inferExpression(cx, node.select);
  checkDistinct(cx, node, type);
  return listOf(type);
}

function checkDistinct(cx: Checker, node: QueryExpression, type: Type): void {
  if (node.distinct && !isHashable(type)) {
    fail(cx, "T057", node.select.span, [type]);
  }
}

type Aggregate = "sum" | "avg" | "min" | "max" | "count";

/** `sum(e)` alone as what a query selects: then the query is one value. */
function bareAggregate(cx: Checker, node: Expression): { readonly name: Aggregate; readonly argument: Expression } | undefined {
  if (node.kind !== "call" || node.callee.kind !== "name" || node.args.length !== 1) {
    return undefined;
  }
  const [argument] = node.args;
  const name = node.callee.name;
  const isAggregate = name === "sum" || name === "avg" || name === "min" || name === "max" || name === "count";
  if (argument === undefined || !isAggregate || isQuery(argument) || lookup(cx.scope, name) !== undefined || !builtins.has(name)) {
    return undefined;
  }
  return { name, argument };
}

function isQuery(node: Expression): boolean {
  return node.kind === "query" || node.kind === "logic-query" || (node.kind === "paren" && isQuery(node.inner));
}

function checkAggregate(cx: Checker, node: QueryExpression, name: Aggregate, argument: Expression): Type {
  const type = inferExpression(cx, argument);
  const numeric = type.kind === "any" || isNumeric(type) || (type.kind === "option" && isNumeric(type.inner));
  const plain = type.kind === "option" ? type.inner : type;
  let result: Type;
  switch (name) {
    case "sum":
    case "avg":
      if (!numeric && type.kind !== "duration") {
        fail(cx, "T041", node.select.span, [type]);
        return errorType;
      }
      result = name === "sum" ? plain : floatType;
      break;
    case "min":
    case "max":
      if (!numeric && !isOrdered(plain)) {
        fail(cx, "T068", node.select.span, [name, "a numeric expression", type]);
        return errorType;
      }
      result = plain;
      break;
    case "count":
      result = intType;
      break;
  }
  checkDistinct(cx, node, result);
  return result;
}
