// Function bodies: parameters, the loop of self tail calls, the variables of an initialiser.

import type { IrFunction, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { assignVariable, block, declare, newCell, newLabel, newVariable, readVariable, zeroOf } from "../aotir/builder.ts";
import type { Global, TypedFunction } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { FunctionContext, ProgramContext } from "./context.ts";
import { lowerStatements } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";
import { holdsList, share } from "./sharing.ts";
import { selfTailCalls } from "./tail-calls.ts";

export function newFunctionContext(program: ProgramContext, fn: TypedFunction, lowered: IrFunction): FunctionContext {
  const statements: IrStatement[] = [];
  return {
    program,
    function: fn,
    title: lowered.title,
    name: lowered.name,
    result: lowered.result,
    bindings: new Map(),
    localGlobals: new Map(),
    indexes: new Map(),
    hoist: undefined,
    statements,
    root: statements,
    span: fn.span,
    enclosing: [],
    mutable: new Set(),
    effects: new WeakMap(),
    ...(selfTailCalls(fn).length > 0 ? { tail: { label: newLabel("again"), params: lowered.params, used: false } } : {}),
  };
}

/** Lowers the body into `lowered`. */
export function lowerBody(cx: FunctionContext, lowered: IrFunction): void {
  const fn = cx.function;
  const { analysis } = cx.program;
  const entry: IrStatement[] = [];
  for (const [index, param] of fn.params.entries()) {
    const variable = lowered.params[index];
    invariant(variable !== undefined, "every parameter has a variable");
    const list = holdsList(param.type);
    if (analysis.celled.has(param)) {
      const value = readVariable(variable);
      const cell = newCell(list ? share(value) : value);
      const holder = newVariable(param.name, cell.type);
      cx.statements.push(declare(fn.span, holder, cell));
      cx.bindings.set(param, { kind: "cell", cell: readVariable(holder) });
    } else {
      const grown = list && analysis.grown.has(param);
      if (grown) {
        entry.push(assignVariable(fn.span, variable, share(readVariable(variable))));
      }
      cx.bindings.set(param, { kind: "variable", variable, owned: grown });
    }
    if (param.reassigned || analysis.assigned.has(param) || cx.tail !== undefined) {
      cx.mutable.add(variable);
    }
  }
  lowerStatements(cx, fn.body);
  const last = cx.statements[cx.statements.length - 1];
  if (lowered.result.kind === "void") {
    if (cx.tail?.used === true && last?.kind !== "return") {
      cx.statements.push({ kind: "return", span: fn.span });
    }
  } else if (last === undefined || last.kind !== "return") {
    cx.statements.push({ kind: "unreachable", span: fn.span });
  }
  const body = cx.tail?.used === true ? [{ kind: "loop", span: fn.span, body: block(cx.statements), label: cx.tail.label } as const] : cx.statements;
  lowered.body = block([...entry, ...body]);
}

/** A global that only this initialiser uses is a variable of it; declared here, or at the very beginning. */
export function localGlobal(cx: FunctionContext, global: Global): IrVariable | undefined {
  if (cx.program.analysis.localGlobals.get(global) !== cx.function) {
    return undefined;
  }
  const known = cx.localGlobals.get(global);
  if (known !== undefined) {
    return known;
  }
  const variable = newLocalGlobal(cx, global);
  cx.root.unshift(declare(cx.function.span, variable, zeroOf(variable.type)));
  cx.mutable.add(variable);
  return variable;
}

/** The variable of such a global, not declared yet. */
export function newLocalGlobal(cx: FunctionContext, global: Global): IrVariable {
  const variable = newVariable(global.name, lowerType(cx.program.types, global.type));
  cx.localGlobals.set(global, variable);
  if (global.reassigned) {
    cx.mutable.add(variable);
  }
  return variable;
}
