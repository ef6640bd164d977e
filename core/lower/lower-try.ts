// `try`, `catch`, `finally`, `panic` crossing them.
//
// With a finalizer F:
//     leave: { try { body } handler { F; raise again } }  F;  go on where the body wanted to leave to
// Emission pops the frame wherever the body is left. Variables that the body assigns and that are
// declared outside are volatile: they must survive longjmp.

import type { IrBlock, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { addressOf, binary, declare, evaluate, i32Ir, intValue, newLabel, newStruct, newVariable, readVariable, runtime, tryIr, zeroOf } from "../aotir/builder.ts";
import { walkStatements } from "../aotir/walk.ts";
import type { TypedStatement } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import { inBlock, type Enclosing, type FunctionContext } from "./context.ts";
import { leave } from "./lower-leave.ts";
import { bindLocal, lowerStatements } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";

type TryStatement = TypedStatement & { readonly kind: "try" };

export function lowerTry(cx: FunctionContext, statement: TryStatement): void {
  const { finalizer } = statement;
  if (finalizer === undefined) {
    lowerCatch(cx, statement);
    return;
  }
  const selector = newVariable("leaving", i32Ir);
  const around: Enclosing & { readonly kind: "finally" } = { kind: "finally", leave: newLabel("finally"), selector, exits: new Set(), result: {} };
  cx.enclosing.push(around);
  const body = inBlock(cx, () => {
    lowerCatch(cx, statement);
  });
  cx.enclosing.pop();

  const frame = newVariable("frame", tryIr);
  const handler = inBlock(cx, () => {
    lowerStatements(cx, finalizer);
    cx.statements.push(evaluate(cx.span, runtime("mochi_try_rethrow", [addressOf(frame)])));
    cx.statements.push({ kind: "unreachable", span: cx.span });
  });
  if (around.exits.size > 0) {
    cx.statements.push(declare(cx.span, selector, intValue(0, i32Ir)));
    cx.mutable.add(selector);
  }
  const { variable } = around.result;
  if (variable !== undefined) {
    cx.statements.push(declare(cx.span, variable, zeroOf(variable.type)));
    cx.mutable.add(variable);
  }
  markVolatile(body);
  const attempt: IrStatement = { kind: "try", span: statement.span, frame, body, handler };
  cx.statements.push({ kind: "block", span: statement.span, body: { statements: [declare(statement.span, frame), attempt] }, label: around.leave });
  lowerStatements(cx, finalizer);
  for (const [code, kind] of (["break", "continue", "return"] as const).entries()) {
    if (around.exits.has(kind)) {
      const then = inBlock(cx, () => {
        leave(cx, kind === "return" && variable !== undefined ? { kind, value: readVariable(variable) } : { kind });
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: binary("==", readVariable(selector), intValue(code + 1, i32Ir)), then });
    }
  }
}

/** The part without the finalizer. */
function lowerCatch(cx: FunctionContext, statement: TryStatement): void {
  const { handler } = statement;
  if (handler === undefined) {
    lowerStatements(cx, statement.body);
    return;
  }
  cx.program.features.add("try");
  cx.enclosing.push({ kind: "try" });
  const body = inBlock(cx, () => {
    lowerStatements(cx, statement.body);
  });
  cx.enclosing.pop();
  const frame = newVariable("frame", tryIr);
  const caught = inBlock(cx, () => {
    const type = lowerType(cx.program.types, handler.local.type);
    invariant(type.kind === "struct", "a caught error is a struct");
    const fields = type.struct.fields.map((field) => runtime(field.name === "code" ? "mochi_try_code" : "mochi_try_message", [addressOf(frame)]));
    bindLocal(cx, handler.local, newStruct(type.struct, fields), true);
    lowerStatements(cx, handler.body);
  });
  markVolatile(body);
  cx.statements.push(declare(statement.span, frame));
  cx.statements.push({ kind: "try", span: statement.span, frame, body, handler: caught });
}

/** Variables from outside that the body assigns. */
function markVolatile(body: IrBlock): void {
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
      variable.volatile = true;
    }
  }
}
