// A slot is a place whose type the rounds find out: a variable, a global, a parameter without a
// type, the result of a function.
//
// Slots survive the rounds (Locals do not); their types only ever widen. Whoever has read a slot
// is listed in `dependents` and is walked again when it widens, so in the end every tree was built
// with final types.
//
// A slot is *open* while the language itself would call its contents `any`: it came from `[]`,
// from `{}` or from a function without written types. An open slot takes every join; another one
// keeps its element types, and an `any` that is stored there is checked instead.

import type { Span } from "../source/span.ts";
import { neverType, optionOf, sameType, type Type } from "../types/type.ts";
import { admitsNone, joinTypes, mapOfRecord, plainType } from "./join.ts";
import { hasNever, limitDepth, withoutNever } from "./type-shape.ts";

/** What is walked again when a slot changes. */
export interface Dependent {
  markChanged(): void;
}

export interface Slot {
  readonly name: string;
  readonly span: Span;
  /** The written type, which only nullness widens. */
  readonly declared: Type | undefined;
  type: Type;
  open: boolean;
  /** Where none may have come from, at most three. */
  readonly origins: Span[];
  /** Assigned after its initialisation. */
  reassigned: boolean;
  /** Assigned by a function nested in the owner (a global: by any function). */
  assignedElsewhere: boolean;
  /** A nested function relied on its never being reassigned. */
  trusted: boolean;
  widenings: number;
  /** The rows of a query: a list, whatever they are needed as. */
  rows: boolean;
  readonly dependents: Set<Dependent>;
}

const maxWidenings = 8;

export function newSlot(name: string, span: Span, declared?: Type): Slot {
  return {
    name,
    span,
    declared,
    type: declared ?? neverType,
    open: false,
    origins: [],
    reassigned: false,
    assignedElsewhere: false,
    trusted: false,
    widenings: 0,
    rows: false,
    dependents: new Set(),
  };
}

/**
 * A value of this type flows into the slot. `open`: the value's own type was inferred freely. `initial`: it is
 * the one that decides what the variable is, and may show late (`if c { sum(xs) } else { 0 }`).
 */
export function widenSlot(slot: Slot, type: Type, open: boolean, origin: Span, initial = false): void {
  const none = type.kind === "option" || type.kind === "unit";
  if (none && !admitsNone(slot.type) && slot.type.kind !== "unit") {
    noteOrigin(slot, origin);
  }
  if (slot.declared !== undefined) {
    if (none && !admitsNone(slot.type)) {
      changeSlot(slot, optionOf(slot.type));
    }
    return;
  }
  if (open && !slot.open) {
    slot.open = true;
    changed(slot);
  }
  const joined = joinTypes(slot.type, type);
  if (sameType(joined, slot.type)) {
    return;
  }
  if (!slot.open && !initial && slot.type.kind !== "never" && losesType(slot.type, joined)) {
    return;
  }
  changeSlot(slot, slot.widenings >= maxWidenings ? withoutNever(limitDepth(joined, 3)) : joined);
}

/** A use needs the slot to have this type: what is open gives way. Returns whether it did. */
export function demandSlot(slot: Slot, type: Type): boolean {
  if (slot.declared !== undefined || slot.widenings > maxWidenings) {
    return false;
  }
  const wanted = joinTypes(slot.type, slot.rows ? plainType(type) : type);
  if (sameType(wanted, slot.type) || (!slot.open && losesType(slot.type, wanted))) {
    return false;
  }
  changeSlot(slot, wanted);
  return true;
}

/** Makes none a value of the slot. */
export function widenToNone(slot: Slot, origin: Span): void {
  if (!admitsNone(slot.type) && slot.type.kind !== "never") {
    noteOrigin(slot, origin);
    changeSlot(slot, optionOf(slot.type));
  }
}

/** Once nothing changes any more: what is still unknown is `any`. */
export function settleSlot(slot: Slot, keepNever = false): void {
  if (hasNever(slot.type) && !(keepNever && slot.type.kind === "never")) {
    changeSlot(slot, withoutNever(slot.type));
  }
}

export function noteReassigned(slot: Slot, elsewhere: boolean): void {
  const news = (elsewhere && !slot.assignedElsewhere) || (slot.trusted && !slot.reassigned);
  slot.reassigned = true;
  slot.assignedElsewhere ||= elsewhere;
  if (news) {
    changed(slot);
  }
}

function noteOrigin(slot: Slot, origin: Span): void {
  if (slot.origins.length < 3) {
    slot.origins.push(origin);
  }
}

/** Whether `any` would come where a type was known. */
export function losesType(from: Type, to: Type): boolean {
  if (to.kind === "any") {
    return from.kind !== "any" && from.kind !== "never";
  }
  if (from.kind === "option" || to.kind === "option") {
    return losesType(from.kind === "option" ? from.inner : from, to.kind === "option" ? to.inner : to);
  }
  switch (from.kind) {
    case "list":
    case "set":
    case "channel":
    case "stream":
      return to.kind === from.kind && losesType(from.element, to.element);
    case "map":
      return to.kind === "map" && (losesType(from.key, to.key) || losesType(from.value, to.value));
    case "record":
      // To the checker it is a map: its fields may change freely unless they all have one type.
      return from.anonymous === true && losesType(mapOfRecord(from), to.kind === "record" ? mapOfRecord(to) : to);
    default:
      return false;
  }
}

function changeSlot(slot: Slot, type: Type): void {
  slot.type = type;
  slot.widenings++;
  changed(slot);
}

function changed(slot: Slot): void {
  for (const dependent of slot.dependents) {
    dependent.markChanged();
  }
}
