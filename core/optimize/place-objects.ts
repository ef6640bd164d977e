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
// - longjmp doesn't lose what was stored in it: where a `try` is involved, it lives and dies inside.
// - The collector finds what it refers to: stacks are scanned, the object's type says what is in it.
// - Frames stay small, very small in functions that recurse: depth is limited by the stack.

import type { IrBlock, IrExpression, IrFunction, IrPlacement, IrProgram, IrStatement, IrStruct, IrType, IrVariable } from "../aotir/aotir.ts";
import { declare, newVariable } from "../aotir/builder.ts";
import { mapExpression, mapStatement, walkStatements } from "../aotir/walk.ts";
import { type CallGraph, callGraph } from "./call-graph.ts";
import { type Callees, type Creation, escapeGraph, type EscapeGraph, type MadeObject, type Scope } from "./escape-graph.ts";
import { follow, summarise } from "./escape-summaries.ts";

const FRAME_WORDS = 128;
const FRAME_WORDS_RECURSIVE = 16;

export function placeObjects(program: IrProgram): void {
  const calls = callGraph(program);
  const calleesOf = summarise(calls);
  const changed = changedStructs(program);
  for (const fn of calls.order) {
    placeIn(program, fn, calls, calleesOf(fn), changed);
  }
}

/** Structs with fields that are assigned somewhere. Cells always count as such. */
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

interface Slot {
  readonly variable: IrVariable;
  /** It is declared in this block, before the statement that needs it. */
  readonly block: IrBlock;
}

function placeIn(program: IrProgram, fn: IrFunction, calls: CallGraph, callees: Callees, changed: ReadonlySet<IrStruct>): void {
  const graph = escapeGraph(fn, callees);
  const slots = new Map<IrExpression, Slot>();
  let room = calls.cycles.has(fn) ? FRAME_WORDS_RECURSIVE : FRAME_WORDS;
  const note = (object: MadeObject, fate: IrPlacement["fate"]): void => {
    program.placements.push({ span: object.statement.span, function: fn.title, what: titleOf(object.creation), fate });
  };
  // What is made most often comes first.
  const objects = [...graph.objects].sort((left, right) => loopsAround(right.scope) - loopsAround(left.scope));
  for (const object of objects) {
    const type = objectType(object.creation);
    if (type === undefined) {
      continue;
    }
    const home = homeOf(graph, object, type, changed);
    const size = wordsOf(type);
    if (typeof home === "string") {
      note(object, home);
    } else if (size > room) {
      note(object, "the frame is full");
    } else {
      room -= size;
      note(object, "frame");
      slots.set(object.creation, { variable: newVariable("object", { kind: "object", of: type }), block: home.block });
    }
  }
  if (slots.size > 0) {
    fn.body = moveIn(fn.body, slots, []);
  }
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
    case "new-list":
      return undefined;
  }
}

function titleOf(creation: Creation): string {
  switch (creation.kind) {
    case "new":
      return creation.struct.title;
    case "new-cell":
      return "captured variable";
    case "new-closure":
      return `closure ${creation.function.title}`;
    case "new-list":
      return "list";
  }
}

function wordsOf(type: IrType): number {
  switch (type.kind) {
    case "struct":
      return (type.struct.head.kind === "none" ? 0 : type.struct.head.kind === "variant" ? 1 : 2) + type.struct.fields.reduce((sum, field) => sum + slotWords(field.type), 0);
    case "cell":
      return slotWords(type.value);
    default:
      return 1;
  }
}

function slotWords(type: IrType): number {
  return type.kind === "string" || type.kind === "any" || type.kind === "option" ? 2 : 1;
}

// ---------------------------------------------------------------- where

/** The scope that an object can live in, or why there is none. */
function homeOf(graph: EscapeGraph, object: MadeObject, type: IrType, changed: ReadonlySet<IrStruct>): Scope | Exclude<IrPlacement["fate"], "frame" | "the frame is full"> {
  let escapes: "stored" | "returned" | undefined;
  let home = object.scope;
  follow(graph, object, (location) => {
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
  const mayChange = type.kind !== "struct" || changed.has(type.struct);
  return isTried || (mayChange && hasTry(home.block)) ? "kept across a try" : home;
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

function hasTry(block: IrBlock): boolean {
  let found = false;
  walkStatements(block, (statement) => {
    found ||= statement.kind === "try";
  });
  return found;
}

// ---------------------------------------------------------------- moving

/** The block with its objects in the frame. Each variable is declared where its block first needs it, by this or an outer call. */
function moveIn(block: IrBlock, slots: ReadonlyMap<IrExpression, Slot>, needed: Slot[]): IrBlock {
  const change = (node: IrExpression, before: IrExpression): IrExpression => {
    const slot = slots.get(before);
    if (slot === undefined || (node.kind !== "new" && node.kind !== "new-cell" && node.kind !== "new-closure")) {
      return node;
    }
    needed.push(slot);
    return { kind: "keep", type: node.type, variable: slot.variable, object: { ...node, type: slot.variable.type } };
  };
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    const moved = mapStatement(statement, (root) => mapExpression(root, change), (inner) => moveIn(inner, slots, needed));
    for (const slot of needed.filter((one) => one.block === block)) {
      statements.push(declare(statement.span, slot.variable));
      needed.splice(needed.indexOf(slot), 1);
    }
    statements.push(moved);
  }
  return { statements };
}
