// Walks over typed trees: what stands directly inside a statement or an expression, in the order
// of evaluation. Nested functions are leaves here; who wants their bodies asks for them.

import type { Place, TypedBlock, TypedExpression, TypedPattern, TypedStatement } from "../instantiate/typed.ts";
import { queryParts } from "../instantiate/typed-query.ts";
import { unreachable } from "../source/invariant.ts";

export interface Children {
  readonly expressions: readonly TypedExpression[];
  readonly blocks: readonly TypedBlock[];
  readonly place?: Place;
}

const none: readonly never[] = [];

function expressions(...list: readonly (TypedExpression | undefined)[]): Children {
  return { expressions: list.filter((item) => item !== undefined), blocks: none };
}

export function statementChildren(statement: TypedStatement): Children {
  switch (statement.kind) {
    case "let":
    case "return":
      return expressions(statement.value);
    case "assign":
      return { expressions: [statement.value], blocks: none, place: statement.target };
    case "expression":
      return expressions(statement.value);
    case "if":
      return { expressions: [statement.condition], blocks: statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise] };
    case "while":
      return { expressions: [statement.condition], blocks: [statement.body] };
    case "for-range":
      return { expressions: [statement.start, statement.end], blocks: [statement.body] };
    case "for-each":
      return { expressions: [statement.source], blocks: [statement.body] };
    case "break":
    case "continue":
      return expressions();
    case "block":
    case "test":
    case "bench":
      return { expressions: none, blocks: [statement.body] };
    case "expect":
      return expressions(statement.condition);
    case "try":
      return {
        expressions: none,
        blocks: [statement.body, ...(statement.handler === undefined ? [] : [statement.handler.body]), ...(statement.finalizer === undefined ? [] : [statement.finalizer])],
      };
    case "check-length":
      return expressions(statement.list);
    case "query": {
      const { expressions: parts, prologues } = queryParts(statement.query);
      return { expressions: parts, blocks: prologues.map((statements) => ({ statements })) };
    }
    default:
      return unreachable(statement);
  }
}

export function placeChildren(place: Place): readonly TypedExpression[] {
  switch (place.kind) {
    case "local":
    case "global":
      return none;
    case "index":
    case "any-index":
      return [place.receiver, place.index];
    case "field":
    case "any-field":
      return [place.receiver];
    default:
      return unreachable(place);
  }
}

export function expressionChildren(expression: TypedExpression): Children {
  switch (expression.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "bigint":
    case "none":
    case "unit":
    case "local":
    case "global":
    case "function":
    case "closure":
    case "logic-query":
      return expressions();
    case "partial":
    case "call-value":
      return { expressions: [expression.callee, ...expression.args], blocks: none };
    case "negate":
    case "not":
    case "is-none":
    case "truthy":
    case "text":
    case "convert":
    case "cast":
      return expressions(expression.operand);
    case "and":
    case "or":
    case "binary":
    case "coalesce":
      return expressions(expression.left, expression.right);
    case "format":
      return { expressions: expression.parts.flatMap((part) => (typeof part === "string" ? [] : [part.value])), blocks: none };
    case "call":
    case "call-builtin":
      return { expressions: expression.args, blocks: none };
    case "call-any":
      return { expressions: [expression.receiver, ...expression.args], blocks: none };
    case "index":
    case "require-key":
      return expressions(expression.receiver, expression.index);
    case "slice":
      return expressions(expression.receiver, expression.start, expression.end, expression.step);
    case "field":
    case "any-field":
      return expressions(expression.receiver);
    case "safe":
      return expressions(expression.subject, expression.body);
    case "list":
    case "set":
      return { expressions: expression.items, blocks: none };
    case "map":
      return { expressions: expression.entries.flatMap((entry) => [entry.key, entry.value]), blocks: none };
    case "struct":
    case "record":
      return { expressions: expression.fields.map((field) => field.value), blocks: none };
    case "load":
      return expressions(expression.path, expression.options);
    case "save":
      return expressions(expression.value, expression.path, expression.options);
    case "if":
      return expressions(expression.condition, expression.then, expression.otherwise);
    case "match":
      return {
        expressions: [expression.subject, ...expression.arms.flatMap((arm) => [...patternValues(arm.pattern), ...(arm.guard === undefined ? [] : [arm.guard]), arm.value])],
        blocks: none,
      };
    case "do":
      return { expressions: [expression.value], blocks: [expression.body] };
    default:
      return unreachable(expression);
  }
}

/** The literals in a pattern. */
function patternValues(pattern: TypedPattern): readonly TypedExpression[] {
  switch (pattern.kind) {
    case "wildcard":
    case "bind":
    case "none":
      return none;
    case "literal":
      return [pattern.value];
    case "some":
    case "any-is":
      return patternValues(pattern.inner);
    case "variant":
      return pattern.fields.flatMap(patternValues);
    case "list":
      return pattern.items.flatMap(patternValues);
    case "or":
      return pattern.options.flatMap(patternValues);
    default:
      return unreachable(pattern);
  }
}

/** Whether two expressions read the same place: variables, fields, elements; their indexes may be computed of such. */
export function samePlace(left: TypedExpression, right: TypedExpression): boolean {
  if (left.kind === "convert" && left.mode !== "checked") {
    return samePlace(left.operand, right);
  }
  if (right.kind === "convert" && right.mode !== "checked") {
    return samePlace(left, right.operand);
  }
  switch (left.kind) {
    case "local":
      return right.kind === "local" && left.local === right.local;
    case "global":
      return right.kind === "global" && left.global === right.global;
    case "field":
      return right.kind === "field" && left.field === right.field && samePlace(left.receiver, right.receiver);
    case "index":
      return right.kind === "index" && samePlace(left.receiver, right.receiver) && samePlace(left.index, right.index);
    case "int":
      return right.kind === "int" && left.value === right.value;
    case "string":
      return right.kind === "string" && left.value === right.value;
    case "binary":
      return right.kind === "binary" && left.op === right.op && samePlace(left.left, right.left) && samePlace(left.right, right.right);
    case "negate":
      return right.kind === "negate" && samePlace(left.operand, right.operand);
    default:
      return false;
  }
}

/** Whether the expression reads what an assignment to the place writes. */
export function readsPlace(expression: TypedExpression, place: Place): boolean {
  if (expression.kind === "convert" && expression.mode !== "checked") {
    return readsPlace(expression.operand, place);
  }
  switch (place.kind) {
    case "local":
      return expression.kind === "local" && expression.local === place.local;
    case "global":
      return expression.kind === "global" && expression.global === place.global;
    case "field":
      return expression.kind === "field" && expression.field === place.field && samePlace(expression.receiver, place.receiver);
    case "index":
      return expression.kind === "index" && samePlace(expression.receiver, place.receiver) && samePlace(expression.index, place.index);
    case "any-index":
    case "any-field":
      return false;
    default:
      return unreachable(place);
  }
}
