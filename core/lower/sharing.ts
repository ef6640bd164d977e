// The sharing bit of lists: `xs = append(xs, v)` may grow the list in place only if nobody else
// can see it. `mochi_list_share` sets the bit where a reference is copied from a place into another
// place, so that the next append in place makes a copy of its own first.
//
// Who sets it: whoever stores. A parameter, a loop variable or a variable that is never assigned
// only borrows: reading, indexing, iterating and passing on set nothing. A borrowed reference that
// is stored or returned sets the bit then. What a borrower must fear is that the place it borrows
// from grows meanwhile: a variable that is appended to is never borrowed, and fields, elements and
// globals are borrowed only in functions that (with all they may call) grow none.
// A parameter that is itself appended to sets the bit at entry.

import type { IrExpression } from "../aotir/aotir.ts";
import { runtime } from "../aotir/builder.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import type { Type } from "../types/type.ts";
import type { FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";

/** Lists and options of lists. */
export function holdsList(type: Type): boolean {
  return type.kind === "list" || (type.kind === "option" && type.inner.kind === "list");
}

/** The reference with its bit set. */
export function share(value: IrExpression): IrExpression {
  return value.type.kind === "list" ? runtime("mochi_list_share", [value], value.type) : value;
}

/** A new list that the runtime has made of another's elements: if they are lists, both see them. */
export function withSharedElements(list: IrExpression, element: Type): IrExpression {
  return holdsList(element) ? runtime("mochi_list_share_elements", [list], list.type) : list;
}

/** Whether the value may be reachable from a place of its own. */
export function isBorrowed(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "local":
    case "global":
    case "field":
    case "any-field":
    case "index":
    case "require-key":
    case "call-any":
    case "cast":
      return true;
    case "convert":
      return expression.mode === "checked" || expression.mode === "elements" || isBorrowed(expression.operand);
    case "coalesce":
      return isBorrowed(expression.left) || isBorrowed(expression.right);
    case "safe":
      return true;
    case "if":
      return isBorrowed(expression.then) || isBorrowed(expression.otherwise);
    case "match":
      return expression.arms.some((arm) => isBorrowed(arm.value));
    case "do":
      return !isQuery(expression) && isBorrowed(expression.value);
    case "call-builtin":
      return lending.has(expression.name);
    default:
      return false;
  }
}

/** What a query has made is nobody else's. */
function isQuery({ body, value }: TypedExpression & { readonly kind: "do" }): boolean {
  const [only] = body.statements;
  return body.statements.length === 1 && only?.kind === "query" && value.kind === "local" && value.local === only.query.result;
}

/** Builtins that give a reference which stays where it was. */
const lending: ReadonlySet<string> = new Set(["first", "last", "find", "get", "min", "max", "reduce", "insert", "add", "remove", "print", "eprint", "json"]);

/** The value of an expression that is going to be stored. */
export function lowerStored(cx: FunctionContext, expression: TypedExpression): IrExpression {
  const value = lowerExpression(cx, expression);
  return holdsList(expression.type) && isBorrowed(expression) ? share(value) : value;
}

/** A value read from a place, about to be stored in another. */
export function storedFromPlace(value: IrExpression, type: Type): IrExpression {
  return holdsList(type) ? share(value) : value;
}

/** Whether a new variable with this initial value may borrow it. */
export function mayBorrow(cx: FunctionContext, local: Local, value: TypedExpression): boolean {
  if (!holdsList(local.type)) {
    return true;
  }
  const { analysis } = cx.program;
  if (local.reassigned || analysis.assigned.has(local) || analysis.celled.has(local)) {
    return false;
  }
  const source = stripConversions(value);
  if (source.kind === "local" && cx.bindings.get(source.local)?.kind !== "cell") {
    return !analysis.grown.has(source.local) && !source.local.reassigned && !analysis.assigned.has(source.local);
  }
  return !analysis.grows.has(cx.function);
}

function stripConversions(expression: TypedExpression): TypedExpression {
  return expression.kind === "convert" ? stripConversions(expression.operand) : expression;
}

/** An argument: borrowed, unless the callee may grow the place that it comes from. */
export function lowerArgument(cx: FunctionContext, expression: TypedExpression, calleeGrows: boolean): IrExpression {
  const value = lowerExpression(cx, expression);
  if (!calleeGrows || !holdsList(expression.type) || !isBorrowed(expression)) {
    return value;
  }
  const source = stripConversions(expression);
  const plain = source.kind === "local" && cx.bindings.get(source.local)?.kind !== "cell";
  return plain ? value : share(value);
}

