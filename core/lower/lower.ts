// The lowering: a typed program in, an aotir program out.
//
// Everything that Mochi leaves implicit is made explicit here: conversions, the order of
// evaluation, captures, matches, the sharing bit of lists, what `finally` has to run. Functions are
// lowered in the order in which they are found; what is never found is never lowered.

import type { IrFunction, IrProgram, IrStatement } from "../aotir/aotir.ts";
import { block, boolIr, call, evaluate, runtime, voidIr } from "../aotir/builder.ts";
import { functionOf, walkFunction } from "../aotir/walk.ts";
import type { TypedFunction, TypedProgram } from "../instantiate/typed.ts";
import { streamedLoads } from "../plan/streamed-loads.ts";
import { invariant } from "../source/invariant.ts";
import type { SourceFile } from "../source/source-file.ts";
import { analyse } from "./analyse.ts";
import { instanceOf } from "./closures.ts";
import type { GlobalSlot, LowerOptions, ProgramContext } from "./context.ts";
import { lowerStruct, lowerType, newTypeTable } from "./lower-type.ts";
import { mangle, newMangler } from "./mangle.ts";

export function lower(program: TypedProgram, files: readonly SourceFile[], options: LowerOptions): IrProgram {
  const main = program.initializers[program.initializers.length - 1];
  invariant(main !== undefined, "a program has an entry module");
  const names = newMangler(files, main.span.file, options.blake3);
  const cx: ProgramContext = {
    program,
    files,
    options,
    names,
    types: newTypeTable(names),
    analysis: analyse(program),
    streamed: streamedLoads(program),
    functions: [],
    instances: new Map(),
    growing: new Set(),
    globals: new Map(),
    irGlobals: [],
    stable: new Set(),
    features: new Set(),
    plans: [],
    pending: [],
  };
  declareGlobals(cx);
  const entry = lowerEntry(cx, main);
  finish(cx);
  lowerDynamicMethods(cx);
  finish(cx);
  if (isRecursive(cx.functions)) {
    cx.features.add("stack");
  }
  return { structs: cx.types.structs, unions: cx.types.unions, globals: cx.irGlobals, functions: cx.functions, entry, features: cx.features, plans: cx.plans, placements: [] };
}

/** Lowers bodies until no function is left that is named but has none. */
function finish(cx: ProgramContext): void {
  for (let next = cx.pending.shift(); next !== undefined; next = cx.pending.shift()) {
    next();
  }
}

function declareGlobals(cx: ProgramContext): void {
  for (const global of cx.program.globals) {
    if (cx.analysis.localGlobals.has(global)) {
      continue;
    }
    const name = mangle(cx.names, global.span.file, global.name);
    const lowered = { name, title: global.name, type: lowerType(cx.types, global.type) };
    const slot: GlobalSlot = global.checked ? { global: lowered, ready: { name: mangle(cx.names, global.span.file, `${global.name}_ready`), title: `${global.name} is initialised`, type: boolIr } } : { global: lowered };
    cx.globals.set(global, slot);
    cx.irGlobals.push(lowered, ...(slot.ready === undefined ? [] : [slot.ready]));
    if (!global.reassigned && !global.checked) {
      cx.stable.add(lowered);
    }
  }
}

/** Runs the initialisers; in test mode then the test that was asked for. */
function lowerEntry(cx: ProgramContext, main: TypedFunction): IrFunction {
  const span = { ...main.span, end: main.span.start };
  const run = (fn: TypedFunction): IrStatement => evaluate(span, call(instanceOf(cx, fn), [], { span, function: main.name }));
  const statements: IrStatement[] = cx.program.initializers.map(run);
  if (cx.options.mode === "test") {
    const cases = cx.program.tests.map((test, index) => ({ values: [BigInt(index)], body: block([run(test.function)]) }));
    statements.push({ kind: "switch", span, value: runtime("mochi_test_index", []), cases });
  }
  return { name: "mochi_program", title: main.name, module: main.module, span, params: [], result: voidIr, body: block(statements), mayRaise: true };
}

/** What `any` can call by name. */
function lowerDynamicMethods(cx: ProgramContext): void {
  for (const method of cx.program.dynamicMethods) {
    const struct = lowerStruct(cx.types, method.declaration);
    struct.methods = [
      ...(struct.methods ?? []),
      { name: method.name, function: instanceOf(cx, method.function), params: method.function.params.slice(1).map((param) => param.type), result: method.function.result },
    ];
  }
}

/** Whether some chain of calls may come back to its beginning: then the stack may run out. */
function isRecursive(functions: readonly IrFunction[]): boolean {
  const calls = new Map<IrFunction, Set<IrFunction>>();
  const values: IrFunction[] = [];
  const callsValues = new Set<IrFunction>();
  for (const fn of functions) {
    const callees = new Set<IrFunction>();
    walkFunction(fn, (node) => {
      const target = functionOf(node);
      if (target !== undefined && node.kind === "call") {
        callees.add(target);
      } else if (target !== undefined) {
        values.push(target);
      }
      if (node.kind === "call-value" || (node.kind === "runtime" && node.name === "mochi_any_call")) {
        callsValues.add(fn);
      }
    });
    calls.set(fn, callees);
  }
  for (const fn of callsValues) {
    values.forEach((target) => calls.get(fn)?.add(target));
  }
  const state = new Map<IrFunction, "open" | "done">();
  for (const root of functions) {
    const stack: { readonly fn: IrFunction; readonly rest: IrFunction[] }[] = [];
    const enter = (fn: IrFunction): boolean => {
      if (state.get(fn) === "open") {
        return true;
      }
      if (state.get(fn) === undefined) {
        state.set(fn, "open");
        stack.push({ fn, rest: [...(calls.get(fn) ?? [])] });
      }
      return false;
    };
    enter(root);
    for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.fn, "done");
        stack.pop();
      } else if (enter(next)) {
        return true;
      }
    }
  }
  return false;
}

