// Which record literals are structs: what the walks of a program learn about its shapes.
//
// A shape is the names of a bare-key literal `{name: e, …}`; all literals of a shape whose values
// may meet have one type. Every walk of the program is optimistic: a literal is an anonymous
// record (record-type.ts) unless something is known against its shape. A use that only a map can
// serve first asks the places that the value came through to hold a map (open.ts), which makes maps
// of the literals that flow there and of no others. Where that is impossible – the value came out
// of a container, a field, a parameter – the shape is learned to be a map, and the program is
// walked again from the start. A field that is given a wider type than its literal has is learned
// and walked again alike. Knowledge only grows, so this ends; after `maxAttempts` nothing is a
// record any more, which is always right.
//
// Because shapes are told apart by their names only, no alias analysis is needed: values that may
// meet in one place have equal types or a conversion between them, and the conversion is seen.

import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import { joinTypes, type RecordType } from "./join.ts";
import { forEachRecord, shapeKey, shapeOf } from "./record-type.ts";

/** Why a literal is a map, and where that was seen. */
export interface Reason {
  readonly text: string;
  readonly span: Span;
}

/** A literal with bare keys that some instance has reached. */
export interface RecordLiteral {
  readonly span: Span;
  readonly shape: string;
}

export interface Shapes {
  /** Shapes that are maps. */
  readonly maps: Map<string, Reason>;
  /** By shape: the fields that hold more than their literals say. */
  readonly widened: Map<string, Map<string, Type>>;
  /** By shape: the first use that asked for a map, if only of some literals. */
  readonly asked: Map<string, Reason>;
  /** The items of groups over several sources: by shape, the sources' variables in their order. */
  readonly items: Map<string, readonly string[]>;
  /** By place. */
  readonly literals: Map<string, RecordLiteral>;
  /** Something was learned: what has been typed since is void. */
  learned: boolean;
  attempts: number;
}

const maxAttempts = 8;

export function newShapes(): Shapes {
  return { maps: new Map(), widened: new Map(), asked: new Map(), items: new Map(), literals: new Map(), learned: false, attempts: 0 };
}

/** Whether the program has to be walked (again). */
export function beginAttempt(shapes: Shapes): boolean {
  const begins = shapes.attempts === 0 || shapes.learned;
  shapes.learned = false;
  shapes.attempts += begins ? 1 : 0;
  return begins;
}

export function mayBeRecord(shapes: Shapes, shape: string): boolean {
  return shapes.attempts < maxAttempts && !shapes.maps.has(shape);
}

export function noteLiteral(shapes: Shapes, literal: RecordLiteral): void {
  shapes.literals.set(`${literal.span.file}:${literal.span.start}`, literal);
}

/** A group's items are records of these variables. Of two orders of the same names, the program's first counts. */
export function noteItems(shapes: Shapes, variables: readonly string[]): void {
  const shape = shapeKey(variables);
  if (!shapes.items.has(shape)) {
    shapes.items.set(shape, variables);
  }
}

/** A use of a value of this type wants maps. */
export function noteAsked(shapes: Shapes, type: Type, reason: Reason): void {
  forEachRecord(type, (record) => {
    const shape = shapeOf(record);
    if (!shapes.asked.has(shape)) {
      shapes.asked.set(shape, reason);
    }
  });
}

/** All records in the type are maps, in the next attempt. */
export function learnMaps(shapes: Shapes, type: Type, reason: Reason): void {
  forEachRecord(type, (record) => {
    const shape = shapeOf(record);
    if (!shapes.maps.has(shape)) {
      shapes.maps.set(shape, reason);
    }
    shapes.learned = true;
  });
}

/** A field of the shape holds values of this type too, in the next attempt. */
export function learnField(shapes: Shapes, record: RecordType, name: string, type: Type): void {
  const shape = shapeOf(record);
  const fields = shapes.widened.get(shape) ?? new Map<string, Type>();
  shapes.widened.set(shape, fields);
  const known = fields.get(name);
  fields.set(name, known === undefined ? type : joinTypes(known, type));
  shapes.learned = true;
}
