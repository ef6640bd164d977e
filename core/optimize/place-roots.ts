// Roots for a collector that can't see the stack (runtime/memory/roots.h): safepoints, and the writes that
// put what is needed after them onto the shadow stack.
//
//   roots = roots_here()                   at the entry, when anything below asks for it
//   root(roots, 0, xs)                     before a call that may collect: variables that are needed after it …
//   roots_keep(roots, 1)                   … and how many they are: the callee's roots come behind
//   y = f(x)
//   if roots_due(roots)                    a safepoint: collects when that is due
//     root(roots, 0, xs)
//     gc_safepoint(roots, 1)
//
// The last pass: whoever moves statements after it may keep a value across a collection unseen.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { addressOf, declare, deref, evaluate, intValue, newVariable, readVariable, runtime, u32Ir, zeroOf } from "../aotir/builder.ts";
import { mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { type Collecting, findCollecting } from "./collecting.ts";
import { isolateCalls } from "./isolate-calls.ts";
import { findLiveness, type Liveness } from "./liveness.ts";

export function placeRoots(program: IrProgram): void {
  const collecting = findCollecting(program);
  if (!collecting.allocates) {
    return;
  }
  for (const fn of new Set(program.functions).add(program.entry)) {
    placeInFunction(fn, collecting);
  }
  const { entry } = program;
  entry.body = { statements: [evaluate(entry.span, runtime("mochi_roots_begin", [])), ...entry.body.statements] };
}

interface Placing {
  readonly collecting: Collecting;
  readonly liveness: Liveness;
  readonly roots: IrVariable;
  /** What this function assigns in the function around it. */
  readonly references: readonly IrExpression[];
  /** How many loops with collecting calls are around. */
  loops: number;
  /** A collecting call came before, on some way or other: the callee's roots may begin anywhere. */
  called: boolean;
  usesRoots: boolean;
}

function placeInFunction(fn: IrFunction, collecting: Collecting): void {
  isolateCalls(fn, collecting.mayCollect);
  const cx: Placing = {
    collecting,
    liveness: findLiveness(fn, ({ type }) => wordsOf(type) > 0, collecting.mayCollect),
    roots: newVariable("roots", { kind: "opaque", c: "void **" }),
    references: (fn.references ?? []).map((pointer) => deref(readVariable(pointer))).filter(({ type }) => wordsOf(type) > 0),
    loops: 0,
    called: false,
    usesRoots: false,
  };
  const body = placeInBlock(cx, fn.body);
  const entry = collecting.atEntry(fn) ? [safepoint(cx, fn.span, cx.liveness.atEntry)] : [];
  const here = cx.usesRoots ? [declare(fn.span, cx.roots, runtime("mochi_roots_here", [], cx.roots.type))] : [];
  fn.body = withZeroes({ statements: [...here, ...entry, ...body.statements] });
}

function placeInBlock(cx: Placing, block: IrBlock): IrBlock {
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    const needed = cx.liveness.across.get(statement);
    if (needed !== undefined) {
      // The first call leaves the callee's roots where this function's are, if it has none.
      if (needed.length + cx.references.length > 0 || cx.called || cx.loops > 0) {
        const { writes, count } = rootAll(cx, statement.span, needed);
        statements.push(...writes, evaluate(statement.span, runtime("mochi_roots_keep", [readVariable(cx.roots), intValue(count, u32Ir)])));
      }
      cx.called = true;
    }
    const isLoop = statement.kind === "loop" || statement.kind === "for";
    const loops = cx.loops;
    cx.loops += isLoop && hasCall(cx, statement.body) ? 1 : 0;
    const placed = mapStatement(statement, (root) => root, (inner) => placeInBlock(cx, inner));
    cx.loops = loops;
    const hasSafepoint = (placed.kind === "loop" || placed.kind === "for") && cx.collecting.atRounds(placed.label);
    statements.push(hasSafepoint ? withSafepoint(cx, placed, cx.liveness.atRounds.get(statement) ?? []) : placed);
  }
  return { statements };
}

function hasCall(cx: Placing, block: IrBlock): boolean {
  let found = false;
  walkStatements(block, (statement) => {
    found ||= cx.liveness.across.has(statement);
  });
  return found;
}

function withSafepoint(cx: Placing, loop: Extract<IrStatement, { kind: "loop" | "for" }>, needed: readonly IrVariable[]): IrStatement {
  return { ...loop, body: { statements: [safepoint(cx, loop.span, needed), ...loop.body.statements] } };
}

function safepoint(cx: Placing, span: Span, needed: readonly IrVariable[]): IrStatement {
  const { writes, count } = rootAll(cx, span, needed);
  const collect = evaluate(span, runtime("mochi_gc_safepoint", [readVariable(cx.roots), intValue(count, u32Ir)]));
  return { kind: "if", span, condition: runtime("mochi_roots_due", [readVariable(cx.roots)]), then: { statements: [...writes, collect] } };
}

/** The writes that root the variables, and how many words they fill. */
function rootAll(cx: Placing, span: Span, variables: readonly IrVariable[]): { readonly writes: readonly IrStatement[]; readonly count: number } {
  cx.usesRoots = true;
  const writes: IrStatement[] = [];
  let count = 0;
  for (const value of [...variables.map(readVariable), ...cx.references]) {
    const [name, ...args] = rootCall(value);
    writes.push(evaluate(span, runtime(name, [readVariable(cx.roots), intValue(count, u32Ir), ...args])));
    count += wordsOf(value.type);
  }
  return { writes, count };
}

/** How many roots a variable of the type has. */
function wordsOf(type: IrVariable["type"]): number {
  switch (type.kind) {
    case "void":
    case "unit":
    case "bool":
    case "i32":
    case "u32":
    case "i64":
    case "f64":
    case "option":
      return 0;
    case "object":
      return 0; // the variables of a `try`, whose body copies them before anything else
    case "array":
      return type.length * wordsOf(type.element);
    case "opaque":
      return type.c.startsWith("const ") ? 0 : 1;
    case "string":
    case "any":
    case "bigint":
    case "bigrat":
    case "list":
    case "map":
    case "set":
    case "struct":
    case "union":
    case "function":
    case "cell":
    case "pointer":
      return 1;
    default:
      return unreachable(type);
  }
}

/** The runtime function that roots the value of a variable, and its arguments behind the place. */
function rootCall(value: IrExpression): readonly [name: string, ...args: readonly IrExpression[]] {
  const { type } = value;
  switch (type.kind) {
    case "string":
      return ["mochi_root_string", value];
    case "any":
      return ["mochi_root_any", value];
    case "array":
      return [type.element.kind === "string" ? "mochi_root_strings" : "mochi_root_anys", value, intValue(type.length, u32Ir)];
    case "opaque":
      if (type.c === "mochi_try") {
        return ["mochi_root_error", value.kind === "deref" ? value.pointer : value.kind === "variable" ? addressOf(value.variable) : value];
      }
      return [type.c === "mochi_query_overflows" ? "mochi_root_overflows" : "mochi_root", value];
    default:
      return ["mochi_root", value];
  }
}

/** Variables that are filled through their address begin as zero: a safepoint may come first. */
function withZeroes(body: IrBlock): IrBlock {
  const filled = new Set<IrVariable>();
  walkStatements(body, (statement) => {
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        if (node.kind === "address" && node.variable.type.kind !== "opaque" && wordsOf(node.variable.type) > 0) {
          filled.add(node.variable);
        }
      });
    }
  });
  const fill = (block: IrBlock): IrBlock => ({
    statements: block.statements.map((statement) =>
      statement.kind === "declare" && statement.value === undefined && filled.has(statement.variable)
        ? declare(statement.span, statement.variable, zeroOf(statement.variable.type))
        : mapStatement(statement, (root) => root, fill),
    ),
  });
  return filled.size === 0 ? body : fill(body);
}
