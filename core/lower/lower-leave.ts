// Leaving: `break`, `continue` and `return`, across whatever stands in between.
//
// The body of a `try` ends first: the statement stores which way it leaves in the `try`'s selector and
// goes to the body's end; behind the `try`, and its finalizer, the way continues (lower-try.ts). So a
// finalizer is emitted once, however many ways lead out.
// `return f(…)` of the function itself becomes a jump to its beginning.

import type { IrExpression } from "../aotir/aotir.ts";
import { assignVariable, i32Ir, intValue, newVariable } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { InternalError, invariant } from "../source/invariant.ts";
import { spill, type FunctionContext } from "./context.ts";
import { lowerDiscard, lowerExpression, lowerInto } from "./lower-expression.ts";
import { lowerAssign } from "./lower-place.ts";
import { effectsOf, inOrder } from "./order.ts";
import { holdsList, isBorrowed, lowerStored, share } from "./sharing.ts";
import { growingArgument } from "./tail-calls.ts";

export type Exit = { readonly kind: "break" | "continue" } | { readonly kind: "return"; readonly value?: IrExpression };

/** The ways out of a `try`, as its selector holds them; 0 is the end of its body. */
const codes = { break: 1, continue: 2, return: 3, raise: 4 } as const;

export function selectorValue(way: keyof typeof codes): IrExpression {
  return intValue(codes[way], i32Ir);
}

/** Emits the jump. */
export function leave(cx: FunctionContext, exit: Exit): void {
  const { span } = cx;
  for (let depth = cx.enclosing.length - 1; depth >= 0; depth--) {
    const around = cx.enclosing[depth];
    invariant(around !== undefined, "enclosing statements are numbered");
    switch (around.kind) {
      case "try": {
        around.exits.add(exit.kind);
        if (exit.kind === "return" && exit.value !== undefined) {
          around.result.variable ??= newVariable("result", exit.value.type);
          cx.statements.push(assignVariable(span, around.result.variable, exit.value));
        }
        cx.statements.push(assignVariable(span, around.selector, selectorValue(exit.kind)));
        cx.statements.push({ kind: "break", span, label: around.leave });
        return;
      }
      case "loop":
        if (exit.kind === "break") {
          cx.statements.push({ kind: "break", span, label: around.leave });
          return;
        }
        if (exit.kind === "continue") {
          cx.statements.push(around.nextIsLoop ? { kind: "continue", span, label: around.next } : { kind: "break", span, label: around.next });
          return;
        }
        break;
      case "inlined":
        if (exit.kind === "return") {
          if (exit.value !== undefined && around.result !== undefined) {
            cx.statements.push(assignVariable(span, around.result, exit.value));
          }
          cx.statements.push({ kind: "break", span, label: around.leave });
          return;
        }
        break;
      default:
        break;
    }
  }
  if (exit.kind !== "return") {
    throw new InternalError(`${exit.kind} stands in a loop`);
  }
  cx.statements.push(exit.value === undefined ? { kind: "return", span } : { kind: "return", span, value: exit.value });
}

export function leaveLoop(cx: FunctionContext, kind: "break" | "continue"): void {
  leave(cx, { kind });
}

/** `return value`. */
export function lowerReturn(cx: FunctionContext, value: TypedExpression | undefined): void {
  if (value === undefined) {
    leave(cx, { kind: "return" });
    return;
  }
  switch (value.kind) {
    case "if":
    case "match":
    case "do":
      lowerInto(cx, value, (leaf) => {
        lowerReturn(cx, leaf);
      });
      return;
    default:
      break;
  }
  if (value.kind === "call" && value.function === cx.function && tailCall(cx, value.args)) {
    return;
  }
  if (value.type.kind === "never" || value.type.kind === "unit") {
    lowerDiscard(cx, value);
    if (value.type.kind === "unit") {
      leave(cx, { kind: "return", ...unitResult(cx) });
    }
    return;
  }
  const lowered = dies(cx, value) ? lowerExpression(cx, value) : lowerStored(cx, value);
  leave(cx, { kind: "return", value: lowered });
}

/** An inlined lambda may yield unit where a value is asked for; nobody reads it. */
function unitResult(cx: FunctionContext): { readonly value?: IrExpression } {
  const inlined = cx.enclosing.findLast((around) => around.kind === "inlined");
  return inlined?.kind === "inlined" && inlined.result !== undefined ? { value: { kind: "zero", type: inlined.result.type } } : {};
}

/** A local variable that owns its list and is never read again: the reference moves. */
function dies(cx: FunctionContext, value: TypedExpression): boolean {
  if (!holdsList(value.type) || cx.enclosing.some((around) => around.kind === "inlined" || (around.kind === "try" && around.hasFinalizer))) {
    return false;
  }
  const source = value.kind === "convert" && value.mode !== "checked" ? value.operand : value;
  if (source.kind !== "local") {
    return false;
  }
  const binding = cx.bindings.get(source.local);
  return binding?.kind === "variable" && binding.owned;
}

// ---------------------------------------------------------------- self tail calls

function tailCall(cx: FunctionContext, args: readonly TypedExpression[]): boolean {
  const { tail } = cx;
  if (tail === undefined || cx.enclosing.some((around) => around.kind !== "loop")) {
    return false;
  }
  const growing = growingArgument(cx.function, args);
  const values = inOrder(
    cx,
    args.map((arg, index) => () => (index === growing?.index ? lowerExpression(cx, growing.list) : lowerTailArgument(cx, arg))),
  );
  if (growing !== undefined) {
    for (const [index, value] of values.entries()) {
      if (effectsOf(cx, value).flags !== 0) {
        values[index] = spill(cx, value);
      }
    }
    lowerAssign(cx, { kind: "assign", span: cx.span, target: { kind: "local", local: growing.param, type: growing.param.type }, value: args[growing.index] as TypedExpression });
  }
  const changed = values.flatMap((value, index) => {
    const param = tail.params[index];
    invariant(param !== undefined, "a call has an argument for every parameter");
    return value.kind === "variable" && value.variable === param ? [] : [{ param, value }];
  });
  // All are evaluated before the first parameter changes.
  const ready = changed.map(({ param, value }, index) => {
    const readLater = changed.slice(0, index).some((earlier) => effectsOf(cx, value).reads.has(earlier.param));
    return { param, value: readLater ? spill(cx, value) : value };
  });
  // A spilled value is read before its statement, so spills stand before all assignments.
  for (const { param, value } of ready) {
    cx.statements.push(assignVariable(cx.span, param, value));
  }
  tail.used = true;
  cx.statements.push({ kind: "continue", span: cx.span, label: tail.label });
  return true;
}

/** A parameter's reference stays shared with the caller; what is put in its place is stored. */
function lowerTailArgument(cx: FunctionContext, arg: TypedExpression): IrExpression {
  const value = lowerExpression(cx, arg);
  const passesOn = arg.kind === "local" && arg.local.origin === "parameter";
  return holdsList(arg.type) && isBorrowed(arg) && !passesOn ? share(value) : value;
}
