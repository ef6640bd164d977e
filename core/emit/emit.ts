// The last phase: an aotir program in, one C file out.
//
// The file holds exactly what the entry function reaches, in an order that needs few forward
// declarations: structs, static data, globals, constructors, then functions, callees first. The
// output is a function of the program alone: no clock, no path of this machine, no hash order.

import type { IrFunction, IrProgram } from "../aotir/aotir.ts";
import { functionOf, walkFunction } from "../aotir/walk.ts";
import { typeKey } from "../lower/type-key.ts";
import { invariant } from "../source/invariant.ts";
import type { SourceFile } from "../source/source-file.ts";
import { CWriter } from "./c-writer.ts";
import { type EmitContext, newEmitContext } from "./context.ts";
import { constantInitializer, functionName } from "./emit-data.ts";
import { emitAdapter, emitFunction, emitPrototype } from "./emit-function.ts";
import { commentText, declarator, isPointerFree } from "./emit-type.ts";
import { fileName } from "./names.ts";

export interface EmitOptions {
  /** Functions that may raise keep frames for the trace. */
  readonly frames: boolean;
}

export interface Emitted {
  readonly c: string;
  /** What the program links beside libmochi's core. */
  readonly features: readonly string[];
}

export function emit(program: IrProgram, files: readonly SourceFile[], options: EmitOptions): Emitted {
  const cx = newEmitContext(program, files, options.frames);
  nameEverything(cx);
  emitReachable(cx, program.entry);
  emitPending(cx);
  return { c: assemble(cx), features: [...cx.features].sort() };
}

/** Names at file scope in program order, so that they don't depend on what uses them. */
function nameEverything(cx: EmitContext): void {
  const { program } = cx;
  cx.names.used.add("mochi_program");
  cx.functionNames.set(program.entry, "mochi_program");
  for (const fn of program.functions) {
    if (fn !== program.entry) {
      functionName(cx, fn);
    }
  }
  for (const struct of program.structs) {
    cx.structNames.set(struct, fileName(cx.names, struct.name));
    if (struct.source !== undefined) {
      cx.structOfType.set(typeKey(struct.source), struct);
    }
  }
  for (const global of program.globals) {
    cx.globalNames.set(global, fileName(cx.names, global.name));
  }
}

/** Emits what `root` reaches, callees first; a call into a cycle is declared ahead. */
function emitReachable(cx: EmitContext, root: IrFunction): void {
  interface Visit {
    readonly fn: IrFunction;
    readonly references: readonly IrFunction[];
    next: number;
  }
  const seen = new Set<IrFunction>(cx.emittedFunctions);
  const declared = new Set<IrFunction>();
  const visit = (fn: IrFunction): Visit => {
    seen.add(fn);
    const references = new Set<IrFunction>();
    walkFunction(fn, (node) => {
      const reference = functionOf(node);
      if (reference !== undefined) {
        references.add(reference);
      }
    });
    return { fn, references: [...references], next: 0 };
  };
  if (seen.has(root)) {
    return;
  }
  const stack: Visit[] = [visit(root)];
  for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
    const reference = top.references[top.next++];
    if (reference !== undefined) {
      if (!seen.has(reference)) {
        stack.push(visit(reference));
      }
      continue;
    }
    stack.pop();
    for (const other of top.references) {
      if (other !== top.fn && !cx.emittedFunctions.has(other) && !declared.has(other)) {
        declared.add(other);
        cx.functions.line("");
        emitPrototype(cx, other);
      }
    }
    emitFunction(cx, top.fn);
  }
}

/** Functions that only data names, and their adapters. */
function emitPending(cx: EmitContext): void {
  for (let index = 0; index < cx.pending.length; index++) {
    const pending = cx.pending[index];
    invariant(pending !== undefined, "the queue of adapters has no holes");
    emitReachable(cx, pending.function);
    emitAdapter(cx, pending);
  }
}

/** Globals, and the table of those that the collector looks at. */
function emitGlobals(cx: EmitContext): void {
  const roots: string[] = [];
  for (const global of cx.program.globals) {
    if (!cx.usedGlobals.has(global)) {
      continue;
    }
    const name = cx.globalNames.get(global) as string;
    const initial =
      global.initial !== undefined
        ? constantInitializer(cx, global.initial)
        : global.type.kind === "string" || global.type.kind === "any" || global.type.kind === "option"
          ? undefined
          : constantInitializer(cx, { kind: "zero", type: global.type });
    cx.globals.line("");
    cx.globals.line(`// ${commentText(global.title)}`);
    cx.globals.line(`static ${declarator(cx, global.type, name)}${initial === undefined ? "" : ` = ${initial}`};`);
    if (!isPointerFree(global.type)) {
      roots.push(`{ &${name}, sizeof ${name} },`);
    }
  }
  if (roots.length > 0) {
    cx.globals.line("");
    cx.globals.line("// Globals that may point at memory.");
    cx.globals.open("const mochi_gc_root mochi_gc_globals[] =");
    for (const root of [...roots, "{ NULL, 0 },"]) {
      cx.globals.line(root);
    }
    cx.globals.close(";");
    cx.globals.line("const mochi_gc_root *const mochi_gc_roots = mochi_gc_globals;");
  }
}

/** Can the program call itself without bound? Then it wants a deep stack. */
function mayRecurse(cx: EmitContext): boolean {
  const state = new Map<IrFunction, "open" | "done">();
  const calls = (fn: IrFunction): { readonly callees: readonly IrFunction[]; readonly indirect: boolean } => {
    const callees = new Set<IrFunction>();
    let indirect = false;
    walkFunction(fn, (node) => {
      if (node.kind === "call") {
        callees.add(node.function);
      }
      indirect ||= node.kind === "call-value" || (node.kind === "runtime" && node.name === "mochi_any_call");
    });
    return { callees: [...callees], indirect };
  };
  const stack: { readonly fn: IrFunction; readonly callees: readonly IrFunction[]; next: number }[] = [];
  const enter = (fn: IrFunction): boolean => {
    const { callees, indirect } = calls(fn);
    state.set(fn, "open");
    stack.push({ fn, callees, next: 0 });
    return indirect;
  };
  if (enter(cx.program.entry)) {
    return true;
  }
  for (let top = stack[stack.length - 1]; top !== undefined; top = stack[stack.length - 1]) {
    const callee = top.callees[top.next++];
    if (callee === undefined) {
      state.set(top.fn, "done");
      stack.pop();
    } else if (state.get(callee) === "open") {
      return true;
    } else if (!state.has(callee) && enter(callee)) {
      return true;
    }
  }
  return false;
}

function assemble(cx: EmitContext): string {
  emitGlobals(cx);
  const out = new CWriter();
  out.line("// Made by mochi.");
  out.line("");
  out.line('#include "mochi.h"');
  for (const header of ["errors/try.h", "logic/logic.h", "query/table.h", "query/aggregate.h", "query/order.h"]) {
    if (cx.headers.has(header)) {
      out.line(`#include "${header}"`);
    }
  }
  for (const section of [cx.structs, cx.typesForward, cx.texts, cx.types, cx.sites, cx.data, cx.globals, cx.constructors, cx.functions]) {
    if (section.empty) {
      continue;
    }
    if (section.lines[0] !== "") {
      out.line("");
    }
    out.append(section);
  }
  // JSON is read by functions that call each other, 10,000 levels deep; values that hold their like,
  // as lists of `any` do, are printed and compared by functions that do so to any depth.
  if (mayRecurse(cx) || cx.features.has("data") || cx.features.has("deep-data")) {
    cx.features.add("stack");
  } else {
    cx.features.delete("stack");
    out.line("");
    out.line("// Nothing here recurses: the system's stack is enough.");
    out.open("int main(int argc, char **argv)");
    out.line("return mochi_main(argc, argv, mochi_program);");
    out.close();
  }
  return `${out.lines.join("\n")}\n`;
}
