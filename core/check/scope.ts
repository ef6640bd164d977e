// Names, what they are bound to, and what is known about them at this point.
//
// A binding has a declared type and a type as it is seen now: tests (`x != none`) and assignments
// narrow the seen type. Narrowings are pushed on a trail and undone when a block ends, so that a
// scope is never copied. Surprising: a narrowing by assignment that was undone by a *wider*
// assignment inside a block stays undone after the block (`widened`).

import type { Span } from "../source/span.ts";
import type { FunStatement } from "../syntax/ast.ts";
import type { TypeVariable } from "../types/substitute.ts";
import type { Type } from "../types/type.ts";

export type BindingKind =
  | "let"
  | "var"
  | "param"
  | "loop"
  | "pattern"
  | "query"
  | "field"
  | "fun"
  | "module"
  | "foreign"
  | "extern"
  | "error";

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly span: Span | undefined;
  /** The type that assignments are checked against. Grows only while it is inferred. */
  type: Type;
  /** The type that a read has at this point of the program. */
  seen: Type;
  /** How `seen` became narrower than `type`. */
  narrowedBy: "nothing" | "test" | "assignment";
  readonly mutable: boolean;
  /** The type came from the first value, not from an annotation. */
  readonly inferred: boolean;
  /** Declared at the top of a module: any function may assign it. */
  readonly global: boolean;
  used: boolean;
  /** Index of the function frame that declares it; a deeper frame captures it. */
  readonly depth: number;
  /** For functions. */
  readonly typeParams: readonly TypeVariable[];
  readonly statement?: FunStatement;
  /** For module aliases: index of the module. */
  readonly module?: number;
}

export interface Scope {
  readonly parent: Scope | undefined;
  /** Made with the first name: most blocks bind none. */
  bindings: Map<string, Binding> | undefined;
}

interface TrailEntry {
  readonly binding: Binding;
  readonly seen: Type;
  readonly narrowedBy: Binding["narrowedBy"];
}

/** The narrowings in force, in order; `widened` are bindings whose narrowing an assignment ended. */
export interface Trail {
  readonly entries: TrailEntry[];
  readonly widened: Binding[];
}

export interface TrailMark {
  readonly entries: number;
  readonly widened: number;
}

/** A scope inside another. */
export function newScope(parent: Scope | undefined): Scope {
  return { parent, bindings: undefined };
}

/** What a name is bound to, innermost scope first. */
export function lookup(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings?.get(name);
    if (binding !== undefined) {
      return binding;
    }
  }
  return undefined;
}

/** All names in sight, for suggestions. */
export function* namesInSight(scope: Scope): Iterable<string> {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    yield* at.bindings?.keys() ?? [];
  }
}

export function newTrail(): Trail {
  return { entries: [], widened: [] };
}

export function markTrail(trail: Trail): TrailMark {
  return { entries: trail.entries.length, widened: trail.widened.length };
}

/** From here on reads of the binding see `type`. */
export function narrow(trail: Trail, binding: Binding, type: Type, by: Binding["narrowedBy"]): void {
  trail.entries.push({ binding, seen: binding.seen, narrowedBy: binding.narrowedBy });
  binding.seen = type;
  binding.narrowedBy = by;
}

/** From here on, also after the enclosing blocks, reads see the declared type. */
export function widen(trail: Trail, binding: Binding): void {
  narrow(trail, binding, binding.type, "nothing");
  trail.widened.push(binding);
}

/** Ends the narrowings since the mark; those that a wider assignment ended earlier stay ended. */
export function restoreTrail(trail: Trail, mark: TrailMark): void {
  while (trail.entries.length > mark.entries) {
    const entry = trail.entries.pop();
    if (entry !== undefined) {
      entry.binding.seen = entry.seen;
      entry.binding.narrowedBy = entry.narrowedBy;
    }
  }
  if (trail.widened.length === mark.widened) {
    return;
  }
  for (const binding of trail.widened.slice(mark.widened)) {
    if (binding.seen !== binding.type) {
      narrow(trail, binding, binding.type, "nothing");
    }
  }
}

/** Like `restoreTrail`, and forgets the widenings too: for a function body that may never run here. */
export function forgetTrail(trail: Trail, mark: TrailMark): void {
  trail.widened.length = mark.widened;
  restoreTrail(trail, mark);
}
