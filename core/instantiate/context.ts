// What the walk of one function carries around, and what all walks of a program share.
//
// A Program holds the instances and the queue of those that have to be walked (again). An Instance
// is one function with concrete argument types; a Frame is one function body inside it (the
// instance's own or that of a nested function); a Cx is the current position of the walk: its
// `frame`, `scope` and `types` change as blocks are entered and left.

import type { Diagnostics } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { FunStatement, LetStatement, Name } from "../syntax/ast.ts";
import type { Declarations, ModuleDeclarations, TypeScope } from "../types/declarations.ts";
import { resolveType, type ResolveContext } from "../types/resolve-type.ts";
import type { StructDeclaration, Type } from "../types/type.ts";
import { invariant } from "../source/invariant.ts";
import type { Flow } from "./flow.ts";
import type { Queue } from "./queue.ts";
import type { Scope } from "./scope.ts";
import type { Shapes } from "./shapes.ts";
import { newSlot, settleSlot, type Dependent, type Slot } from "./slot.ts";
import { hasNever } from "./type-shape.ts";
import type { Global, Local, LogicModule, TypedBlock, TypedFunction } from "./typed.ts";

export interface Program {
  readonly declarations: Declarations;
  readonly files: readonly SourceFile[];
  readonly diagnostics: Diagnostics;
  readonly resolve: ResolveContext;
  /** By key, in order of discovery. */
  readonly instances: Map<string, Instance>;
  readonly queue: Queue;
  /** How many instances a function without parameter types has. */
  readonly instanceCounts: Map<FunStatement, number>;
  /** Module index → name → the top-level variables of that name, in order. */
  readonly globals: readonly ReadonlyMap<string, readonly GlobalVariable[]>[];
  /** Where the names in the fields and methods of a struct are looked up. */
  readonly structScopes: ReadonlyMap<StructDeclaration, TypeScope>;
  /** Names that are called or read on `any`. */
  readonly dynamicNames: Set<string>;
  /** Places of calls that have been refused, so that each is told once. */
  readonly refused: Set<string>;
  /** By module, once a query has asked. */
  readonly logic: Map<number, LogicModule>;
  /** Which record literals are structs. */
  readonly shapes: Shapes;
  /** All types are known: what is still `never` becomes `any`. */
  settled: boolean;
}

/** A top-level `let` or `var`. `position` is the index of its statement. */
export interface GlobalVariable {
  readonly name: Name;
  readonly module: number;
  readonly position: number;
  readonly statement: LetStatement;
  readonly slot: Slot;
  /** The first declaration of the same variable, once the program has settled. */
  same: GlobalVariable | undefined;
  readonly global: MutableGlobal;
}

export type MutableGlobal = { -readonly [K in keyof Global]: Global[K] };
export type MutableFunction = { -readonly [K in keyof TypedFunction]: TypedFunction[K] };

/** One function with concrete types. */
export interface Instance extends Dependent {
  readonly function: MutableFunction;
  /** Top-level variables declared at a smaller statement index are visible. */
  position: number;
  /** What callers pass, without a method's receiver. */
  readonly params: readonly Type[];
  readonly result: Slot;
  /** By the node that declares them. */
  readonly slots: Map<object, Slot>;
  /** Waits to be walked (queue.ts). */
  queued: boolean;
  /** The last walk met a type that was not known. */
  sawNever: boolean;
  /** The last walk met a call whose callee may never return, or is not known yet. */
  unknownCalls: boolean;
  walks: number;
  readonly walk: (instance: Instance) => void;
}

export interface Loop {
  /** What holds behind the loop; each `break` joins its own. */
  exit: Flow;
}

/** One function body. */
export interface Frame {
  readonly kind: TypedFunction["kind"];
  readonly parent: Frame | undefined;
  readonly result: Slot;
  flow: Flow;
  readonly loops: Loop[];
}

export interface Cx {
  readonly program: Program;
  readonly instance: Instance;
  frame: Frame;
  scope: Scope;
  types: TypeScope;
}

/** Where a Local of the tree gets its type from. */
const slotOfLocal = new WeakMap<Local, Slot>();

export function slotOf(local: Local): Slot | undefined {
  return slotOfLocal.get(local);
}

/** The slot of the variable that `node` declares, the same in every round. */
export function localSlot(cx: Cx, node: object, name: string, span: Span, declared?: Type): Slot {
  const known = cx.instance.slots.get(node);
  if (known !== undefined) {
    if (cx.program.settled) {
      settleSlot(known);
    }
    return known;
  }
  const slot = newSlot(name, span, declared);
  slot.dependents.add(cx.instance);
  cx.instance.slots.set(node, slot);
  return slot;
}

/** The type of a slot as of now; remembers that it was asked. */
export function readType(cx: Cx, slot: Slot, keepNever = false): Type {
  slot.dependents.add(cx.instance);
  if (hasNever(slot.type)) {
    if (cx.program.settled) {
      settleSlot(slot, keepNever);
    } else {
      cx.instance.sawNever = true;
    }
  }
  return slot.type;
}

/** A new variable of the tree for a slot. */
export function newLocal(cx: Cx, slot: Slot, origin: Local["origin"]): Local {
  const local: Local = { name: slot.name, type: readType(cx, slot), span: slot.span, origin, reassigned: false, captured: false };
  slotOfLocal.set(local, slot);
  return local;
}

/** A variable that the program did not name. */
export function newTemporary(name: string, type: Type, span: Span): Local {
  return { name, type, span, origin: "temporary", reassigned: false, captured: false };
}

export function moduleOf(cx: Cx): ModuleDeclarations {
  return moduleAt(cx.program, cx.instance.function.module);
}

export function moduleAt(program: Program, index: number): ModuleDeclarations {
  const module = program.declarations.modules[index];
  invariant(module !== undefined, `there is no module ${index}`);
  return module;
}

export function resolve(cx: Cx, node: Parameters<typeof resolveType>[1]): Type {
  return resolveType(cx.program.resolve, node, cx.types);
}

/** The source of a span on one line, as messages quote it. */
export function sourceText(cx: Cx, span: Span): string {
  const text = cx.program.files[span.file]?.text.slice(span.start, span.end) ?? "";
  return text.replace(/\s+/g, " ").trim();
}

/** An own function of a walk whose body is known only afterwards. */
export function newFunction(fields: Omit<TypedFunction, "id" | "body" | "result">, result: Type, body: TypedBlock = { statements: [] }): MutableFunction {
  return { id: -1, ...fields, result, body };
}
