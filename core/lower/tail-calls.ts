// Calls of a function by itself in tail position: they become jumps to its beginning.
//
// `return f(append(xs, v), …)` with the parameter `xs` in its own place grows the list in place, as
// `xs = append(xs, v)` does, and `return f(xs[1:], …)` narrows it; lists that are built or eaten up by
// recursion cost what a loop would.

import type { Local, Place, TypedExpression, TypedFunction, TypedStatement } from "../instantiate/typed.ts";
import { growthOf, narrowingOf } from "./growth.ts";
import { expressionChildren } from "./walk-typed.ts";

type SelfCall = TypedExpression & { readonly kind: "call" };

/** The calls that `return` a function's own result. */
export function selfTailCalls(fn: TypedFunction): readonly SelfCall[] {
  const found: SelfCall[] = [];
  visitStatements(fn, fn.body.statements, found);
  return found;
}

function visitStatements(fn: TypedFunction, statements: readonly TypedStatement[], found: SelfCall[]): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case "return":
        if (statement.value !== undefined) {
          visitLeaf(fn, statement.value, found);
        }
        break;
      case "if":
        visitStatements(fn, statement.then.statements, found);
        visitStatements(fn, statement.otherwise?.statements ?? [], found);
        break;
      case "while":
      case "for-range":
      case "for-each":
      case "block":
        visitStatements(fn, statement.body.statements, found);
        break;
      case "expression":
        if (statement.value.kind === "match" || statement.value.kind === "if" || statement.value.kind === "do") {
          visitReturns(fn, statement.value, found);
        }
        break;
      default:
        break;
    }
  }
}

function visitLeaf(fn: TypedFunction, value: TypedExpression, found: SelfCall[]): void {
  if (value.kind === "call") {
    if (value.function === fn) {
      found.push(value);
    }
    return;
  }
  branchesOf(value).forEach((branch) => {
    visitLeaf(fn, branch, found);
  });
  if (value.kind === "do") {
    visitStatements(fn, value.body.statements, found);
  }
}

/** `return` statements in the branches of an expression whose value nobody wants. */
function visitReturns(fn: TypedFunction, value: TypedExpression, found: SelfCall[]): void {
  branchesOf(value).forEach((branch) => {
    visitReturns(fn, branch, found);
  });
  if (value.kind === "do") {
    visitStatements(fn, value.body.statements, found);
  }
}

function branchesOf(value: TypedExpression): readonly TypedExpression[] {
  switch (value.kind) {
    case "if":
      return [value.then, value.otherwise];
    case "match":
      return value.arms.map((arm) => arm.value);
    case "do":
      return [value.value];
    default:
      return [];
  }
}

/** The argument that changes the list of its parameter. */
export interface GrowingArgument {
  readonly index: number;
  readonly param: Local;
  /** The parameter, as it is read. */
  readonly list: TypedExpression;
}

/** The argument `append(xs, v)`, `xs[1:]` or its like (growth.ts), in the place of `xs`, if nothing else may be that list. */
export function growingArgument(fn: TypedFunction, args: readonly TypedExpression[]): GrowingArgument | undefined {
  for (const [index, arg] of args.entries()) {
    const param = fn.params[index];
    const target: Place | undefined = param === undefined ? undefined : { kind: "local", local: param, type: param.type };
    if (param === undefined || target === undefined) {
      continue;
    }
    const others = args.filter((_, position) => position !== index);
    const growth = growthOf(target, arg);
    if (growth !== undefined && ![...others, ...growth.more.map((part) => part.value)].some((other) => mentions(other, param))) {
      return { index, param, list: growth.base };
    }
    const narrowing = narrowingOf(target, arg);
    if (narrowing !== undefined && !others.some((other) => !scalars.has(other.type.kind) && mentions(other, param)) && [narrowing.start, narrowing.end].every(isPlain)) {
      return { index, param, list: narrowing.base };
    }
  }
  return undefined;
}

/** Types of values that hold no list. */
const scalars: ReadonlySet<string> = new Set(["int", "float", "bool", "string"]);

/** A bound that may be evaluated after the other arguments, as if it were before them. */
function isPlain(bound: TypedExpression | undefined): boolean {
  switch (bound?.kind) {
    case undefined:
    case "int":
    case "local":
      return true;
    case "binary":
      // len(xs) - 1
      return bound.op === "-" && bound.left.kind === "call-builtin" && isPlain(bound.left) && bound.right.kind === "int";
    case "call-builtin":
      return bound.name === "len" && bound.args[0]?.kind === "local";
    default:
      return false;
  }
}

/** Whether an expression may read the variable; expressions with statements or closures inside count as if. */
function mentions(expression: TypedExpression, local: Local): boolean {
  if (expression.kind === "local") {
    return expression.local === local;
  }
  if (expression.kind === "closure" || expression.kind === "do" || expression.kind === "match") {
    return true;
  }
  return expressionChildren(expression).expressions.some((child) => mentions(child, local));
}
