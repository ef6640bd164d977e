// Calls of a function by itself in tail position: they become jumps to its beginning.
//
// `return f(append(xs, v), …)` with the parameter `xs` in its own place grows the list in place, as
// `xs = append(xs, v)` does; lists that are built by recursion cost what a loop would.

import type { Local, Place, TypedExpression, TypedFunction, TypedStatement } from "../instantiate/typed.ts";
import { growthOf } from "./growth.ts";
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

export interface GrowingArgument {
  readonly index: number;
  readonly param: Local;
  /** The parameter, as it is read. */
  readonly list: TypedExpression;
}

/** The argument `append(xs, v)`, or what else makes a list longer, in the place of `xs`, if nothing else reads `xs`. */
export function growingArgument(fn: TypedFunction, args: readonly TypedExpression[]): GrowingArgument | undefined {
  for (const [index, arg] of args.entries()) {
    const param = fn.params[index];
    const target: Place | undefined = param === undefined ? undefined : { kind: "local", local: param, type: param.type };
    const growth = target === undefined ? undefined : growthOf(target, arg);
    if (param === undefined || target === undefined || growth === undefined) {
      continue;
    }
    const others = [...args.filter((_, position) => position !== index), ...growth.more.map((part) => part.value)];
    if (!others.some((other) => mentions(other, param))) {
      return { index, param, list: growth.base };
    }
  }
  return undefined;
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
