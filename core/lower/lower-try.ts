// `try`, `catch`, `finally`, `panic` crossing them.
//
//     try { body: { … } } handler { … }
//     if (leaving == 1) break;  if (leaving == 2) continue;  if (leaving == 3) return result;
//
// and with a finalizer F, around that, when there is one:
//     try { body: { … } } handler { leaving = 4 }
//     F
//     if (leaving == 4) raise again;  if (leaving == 1) …
//
// No jump leaves the body: optimize/outline-try.ts makes a function of it.

import type { IrBlock, IrVariable } from "../aotir/aotir.ts";
import { addressOf, assignVariable, binary, block, declare, evaluate, i32Ir, intValue, newLabel, newStruct, newVariable, readVariable, runtime, tryIr, zeroOf } from "../aotir/builder.ts";
import { walkStatements } from "../aotir/walk.ts";
import type { TypedStatement } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { inBlock, type Enclosing, type FunctionContext } from "./context.ts";
import { leave, selectorValue } from "./lower-leave.ts";
import { bindLocal, lowerStatements } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";

type TryStatement = TypedStatement & { readonly kind: "try" };

export function lowerTry(cx: FunctionContext, statement: TryStatement): void {
  const { finalizer } = statement;
  if (finalizer === undefined) {
    lowerCatch(cx, statement);
    return;
  }
  const body = (): void => {
    lowerCatch(cx, statement);
  };
  const remember = (_frame: IrVariable, selector: IrVariable): void => {
    cx.statements.push(assignVariable(cx.span, selector, selectorValue("raise")));
  };
  attempt(cx, statement.span, body, remember, (frame, selector) => {
    lowerStatements(cx, finalizer);
    const again = [evaluate(cx.span, runtime("mochi_try_rethrow", [addressOf(frame)])), { kind: "unreachable", span: cx.span } as const];
    cx.statements.push({ kind: "if", span: cx.span, condition: binary("==", readVariable(selector), selectorValue("raise")), then: block(again) });
  });
}

/** The part without the finalizer. */
function lowerCatch(cx: FunctionContext, statement: TryStatement): void {
  const { handler } = statement;
  if (handler === undefined) {
    lowerStatements(cx, statement.body);
    return;
  }
  cx.program.features.add("try");
  const recover = (frame: IrVariable): void => {
    const type = lowerType(cx.program.types, handler.local.type);
    invariant(type.kind === "struct", "a caught error is a struct");
    const fields = type.struct.fields.map((field) => runtime(field.name === "code" ? "mochi_try_code" : "mochi_try_message", [addressOf(frame)]));
    bindLocal(cx, handler.local, newStruct(type.struct, fields), true);
    lowerStatements(cx, handler.body);
  };
  const body = (): void => {
    lowerStatements(cx, statement.body);
  };
  attempt(cx, statement.span, body, recover, undefined);
}

/** `recover` emits what an error leads to, `finalize` what comes next on all ways. */
function attempt(
  cx: FunctionContext,
  span: Span,
  lowerBody: () => void,
  recover: (frame: IrVariable, selector: IrVariable) => void,
  finalize: ((frame: IrVariable, selector: IrVariable) => void) | undefined,
): void {
  const selector = newVariable("leaving", i32Ir);
  const around: Enclosing & { readonly kind: "try" } = { kind: "try", hasFinalizer: finalize !== undefined, leave: newLabel("body"), selector, exits: new Set(), result: {} };
  cx.enclosing.push(around);
  let body = inBlock(cx, lowerBody);
  cx.enclosing.pop();
  const frame = newVariable("attempt", tryIr);
  const handler = inBlock(cx, () => {
    recover(frame, selector);
  });
  if (around.exits.size > 0) {
    body = block([{ kind: "block", span, body, label: around.leave }]);
  }
  if (around.exits.size > 0 || finalize !== undefined) {
    cx.statements.push(declare(cx.span, selector, intValue(0, i32Ir)));
    cx.mutable.add(selector);
  }
  const { variable } = around.result;
  if (variable !== undefined) {
    cx.statements.push(declare(cx.span, variable, zeroOf(variable.type)));
    cx.mutable.add(variable);
  }
  markByReference(body);
  cx.statements.push(declare(span, frame), { kind: "try", span, frame, body, handler });
  finalize?.(frame, selector);
  for (const kind of ["break", "continue", "return"] as const) {
    if (around.exits.has(kind)) {
      const then = inBlock(cx, () => {
        leave(cx, kind === "return" && variable !== undefined ? { kind, value: readVariable(variable) } : { kind });
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: binary("==", readVariable(selector), selectorValue(kind)), then });
    }
  }
}

/** Variables from outside that the body assigns. */
function markByReference(body: IrBlock): void {
  const own = new Set<IrVariable>();
  const assigned = new Set<IrVariable>();
  walkStatements(body, (statement) => {
    switch (statement.kind) {
      case "declare":
      case "for":
        own.add(statement.variable);
        break;
      case "assign":
        if (statement.place.kind === "variable") {
          assigned.add(statement.place.variable);
        }
        break;
      default:
        break;
    }
  });
  for (const variable of assigned) {
    if (!own.has(variable)) {
      variable.byReference = true;
    }
  }
}
