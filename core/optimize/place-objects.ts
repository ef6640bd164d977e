// Decides where objects live, and moves those that don't outlive their function from the heap into
// its frame: structs, variants, cells of captured variables, closures.
//
//     let p: Point = new Point(x, y)                    becomes
//
//     let object: object<Point>
//     let p: Point = &(object = Point(x, y))
//
// C does the rest: a struct whose address goes nowhere becomes registers. What has to hold:
// - Nothing that outlives the frame refers to the object (escape-graph.ts).
// - Nothing that outlives the object does: its variable is declared in the innermost block around
//   everything that may refer to it, and no loop lies between this block and where it is made. So
//   when the object is made again, the former one is out of reach.
// - What the body of a `try` makes lives and dies in there: it will be a function of its own (outline-try.ts).
// - The collector finds what it refers to: stacks are scanned, the object's type says what is in it.
// - Frames stay small, very small in functions that recurse: depth is limited by the stack.

import type { IrBlock, IrExpression, IrFunction, IrPlacement, IrProgram, IrStatement, IrStruct, IrType, IrVariable } from "../aotir/aotir.ts";
import { declare, newVariable } from "../aotir/builder.ts";
import { dynamicMethods, functionOf, mapExpression, mapStatement, rootsOf, walkExpression, walkFunction, walkStatements } from "../aotir/walk.ts";
import { unreachable } from "../source/invariant.ts";
import { callGraph } from "./call-graph.ts";
import { type Callees, type Creation, escapeGraph, type EscapeGraph, type MadeObject, type Scope } from "./escape-graph.ts";
import { follow, summarise } from "./escape-summaries.ts";
import { type FreshResults, freshResults, wordsOf } from "./fresh-results.ts";
import { holdByValue } from "./value-variables.ts";

const FRAME_WORDS = 128;
const FRAME_WORDS_RECURSIVE = 16;

export function placeObjects(program: IrProgram): void {
  const calls = callGraph(program);
  const calleesOf = summarise(calls);
  const notes = new Map<IrFunction, IrPlacement[]>();
  const fresh = freshResults(program, calls, calleesOf, (version, original) => {
    // What was moved before the version was made is moved in it.
    notes.set(version, (notes.get(original) ?? []).filter(({ fate }) => fate === "frame" || fate === "by value"));
  });
  const cx: Placing = { fresh, changed: changedStructs(program), notes };
  const place = (fn: IrFunction): void => {
    // A version does with its parameters what the function that it is made of does.
    const { summaryOf, summaryOfValue, isTailCall } = calleesOf(fresh.originalOf(fn));
    placeIn(cx, fn, calls.cycles.has(fresh.originalOf(fn)), {
      summaryOf: (callee) => summaryOf(fresh.originalOf(callee)),
      summaryOfValue,
      isTailCall: (callee) => isTailCall(fresh.originalOf(callee)),
      isFresh: (callee) => fresh.functions.has(callee),
    });
  };
  for (const fn of calls.order) {
    const callees: Callees = { ...calleesOf(fn), isFresh: (callee) => fresh.functions.has(callee) };
    const own: IrPlacement[] = [];
    notes.set(fn, own);
    holdByValue(
      {
        fresh,
        callees,
        mayChange: (type) => mayChange(cx, type),
        room: (calls.cycles.has(fn) ? FRAME_WORDS_RECURSIVE : FRAME_WORDS) / 2,
        note: (statement, creation) => own.push({ span: statement.span, function: fn.title, what: titleOf(creation), fate: "by value" }),
      },
      fn,
    );
    fresh.reconsider(fn);
  }
  calls.order.forEach(place);
  // The list grows meanwhile: versions call versions.
  for (const version of fresh.made) {
    place(version);
  }
  const functions = reachable(program, [...program.functions, ...fresh.made]);
  program.functions.splice(0, program.functions.length, ...functions);
  program.placements.push(...functions.flatMap((fn) => [...(notes.get(fn) ?? []), ...constantsIn(fn)]));
}

/** The functions that are still called, in their order. */
function reachable(program: IrProgram, functions: readonly IrFunction[]): readonly IrFunction[] {
  const found = new Set([program.entry, ...dynamicMethods(program)]);
  for (const fn of found) {
    walkFunction(fn, (node) => {
      const target = functionOf(node);
      if (target !== undefined) {
        found.add(target);
      }
    });
  }
  return functions.filter((fn) => found.has(fn));
}

/** Structs with fields that are assigned somewhere. */
function changedStructs(program: IrProgram): ReadonlySet<IrStruct> {
  const changed = new Set<IrStruct>();
  for (const fn of new Set(program.functions).add(program.entry)) {
    walkStatements(fn.body, (statement) => {
      if (statement.kind === "assign" && statement.place.kind === "field") {
        changed.add(statement.place.struct);
      }
    });
  }
  return changed;
}

interface Placing {
  readonly fresh: FreshResults;
  readonly changed: ReadonlySet<IrStruct>;
  readonly notes: Map<IrFunction, IrPlacement[]>;
}

interface Slot {
  readonly variable: IrVariable;
  /** It is declared in this block, before the statement that needs it. */
  readonly block: IrBlock;
}

function placeIn(cx: Placing, fn: IrFunction, isRecursive: boolean, callees: Callees): void {
  const graph = escapeGraph(fn, callees);
  const slots = new Map<IrExpression, Slot>();
  const notes = cx.notes.get(fn) ?? [];
  cx.notes.set(fn, notes);
  if (fn.result.kind === "object") {
    noteReturned(fn, notes);
  }
  let room = isRecursive ? FRAME_WORDS_RECURSIVE : FRAME_WORDS;
  // What is made most often comes first.
  const objects = [...graph.objects].sort((left, right) => loopsAround(right.scope) - loopsAround(left.scope));
  for (const object of objects) {
    const { creation, statement } = object;
    const type = objectType(creation);
    if (type === undefined) {
      continue;
    }
    const home = homeOf(graph, object);
    const size = wordsOf(type) ?? 1;
    const fate = typeof home === "string" ? home : size > room ? "the frame is full" : "frame";
    // What callees make is told of there.
    if (creation.kind !== "call" || fate === "frame") {
      notes.push({ span: statement.span, function: fn.title, what: titleOf(creation), fate });
    }
    if (typeof home !== "string" && fate === "frame") {
      room -= size;
      slots.set(creation, { variable: newVariable("object", { kind: "object", of: type }), block: home.block });
    }
  }
  if (slots.size > 0) {
    fn.body = moveIn(cx, fn.body, slots, []);
  }
}

/** The structs that fix-constants.ts has made static data; of those in each other the outermost. */
function constantsIn(fn: IrFunction): readonly IrPlacement[] {
  const found: IrPlacement[] = [];
  walkStatements(fn.body, (statement) => {
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        if (node.kind !== "new" || node.fixed !== true) {
          return true;
        }
        found.push({ span: statement.span, function: fn.title, what: titleOf(node), fate: "static" });
        return false;
      });
    }
  });
  return found;
}

/** A version by value returns objects where its original returned pointers to new ones. */
function noteReturned(fn: IrFunction, notes: IrPlacement[]): void {
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "return" && statement.value !== undefined) {
      walkExpression(statement.value, (node) => {
        if (node.kind === "new" && node.type.kind === "object") {
          notes.push({ span: statement.span, function: fn.title, what: titleOf(node), fate: "by value" });
        }
      });
    }
  });
}

function loopsAround(scope: Scope): number {
  let loops = 0;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    loops += at.isLoop ? 1 : 0;
  }
  return loops;
}

/** A pointer to what is made; undefined for what has another way of being static or isn't moved. */
function objectType(creation: Creation): IrType | undefined {
  switch (creation.kind) {
    case "new":
      // Of a variant without fields there is one, a constant.
      return creation.struct.head.kind === "variant" && creation.fields.length === 0 ? undefined : { kind: "struct", struct: creation.struct };
    case "new-cell":
      return creation.type;
    case "new-closure":
      return { kind: "struct", struct: creation.struct };
    case "call":
      return creation.type;
    case "new-list":
      return undefined;
    default:
      return unreachable(creation);
  }
}

function titleOf(creation: IrExpression): string {
  switch (creation.kind) {
    case "reinterpret":
      return titleOf(creation.operand);
    case "new":
      return creation.struct.title;
    case "new-cell":
      return "captured variable";
    case "new-closure":
      return `closure ${creation.function.title}`;
    case "call":
      return `result of ${creation.function.title}`;
    default:
      return creation.kind;
  }
}

// ---------------------------------------------------------------- where

/** The scope that an object can live in, or why there is none. */
function homeOf(graph: EscapeGraph, object: MadeObject): Scope | Exclude<IrPlacement["fate"], "frame" | "the frame is full"> {
  let escapes: "stored" | "returned" | undefined;
  let home = object.scope;
  follow(graph, object, "address", (location) => {
    if (location.kind === "heap") {
      escapes = "stored";
    } else if (location.kind === "result") {
      escapes ??= "returned";
    } else if (location.scope !== undefined) {
      home = commonScope(home, location.scope);
    }
  });
  if (escapes !== undefined) {
    return escapes;
  }
  let isTried = false;
  for (let at: Scope | undefined = object.scope; at !== undefined && at !== home; at = at.parent) {
    if (at.isLoop) {
      return "outlives its loop";
    }
    isTried ||= at.isTried;
  }
  return isTried ? "outlives its try" : home;
}

function mayChange({ changed }: Placing, type: IrType): boolean {
  switch (type.kind) {
    case "struct":
      return changed.has(type.struct);
    case "union":
      return type.union.variants.some((variant) => changed.has(variant));
    default:
      return true;
  }
}

function commonScope(left: Scope, right: Scope): Scope {
  let [a, b] = [left, right];
  while (a !== b) {
    if (a.depth >= b.depth) {
      a = a.parent as Scope;
    } else {
      b = b.parent as Scope;
    }
  }
  return a;
}

// ---------------------------------------------------------------- moving

/** The block with its objects in the frame. Each variable is declared where its block first needs it, by this or an outer call. */
function moveIn(cx: Placing, block: IrBlock, slots: ReadonlyMap<IrExpression, Slot>, needed: Slot[]): IrBlock {
  const change = (node: IrExpression, before: IrExpression): IrExpression => {
    const slot = slots.get(before);
    if (slot === undefined) {
      return node;
    }
    needed.push(slot);
    const { variable } = slot;
    const object: IrExpression = node.kind === "call" ? { ...node, function: cx.fresh.valueOf(node.function), type: variable.type } : { ...node, type: variable.type };
    return { kind: "keep", type: node.type, variable, object };
  };
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    const moved = mapStatement(statement, (root) => mapExpression(root, change), (inner) => moveIn(cx, inner, slots, needed));
    for (const slot of needed.filter((one) => one.block === block)) {
      statements.push(declare(statement.span, slot.variable));
      needed.splice(needed.indexOf(slot), 1);
    }
    statements.push(moved);
  }
  return { statements };
}
