// Values whose type was inferred freely, and pushing a demanded type back to where it came from.
//
// An expression is open when the language would call its contents `any`: an empty literal, a
// variable that holds one, the result of a function without a written type. If such a value is
// needed as `list<float>`, its origin becomes a `list<float>` in the next round; nothing is copied.

import type { Span } from "../source/span.ts";
import { listOf, mapOf, optionOf, sameType, setOf, type Type } from "../types/type.ts";
import { slotOf, type Cx } from "./context.ts";
import { plainType } from "./join.ts";
import { hasRecord, isAnonymous } from "./record-type.ts";
import { demandSlot, type Slot } from "./slot.ts";
import type { Global, TypedExpression, TypedFunction } from "./typed.ts";

const slotOfGlobal = new WeakMap<Global, Slot>();
const slotOfResult = new WeakMap<TypedFunction, Slot>();

export function registerGlobal(global: Global, slot: Slot): void {
  slotOfGlobal.set(global, slot);
}

export function registerResult(fn: TypedFunction, slot: Slot): void {
  slotOfResult.set(fn, slot);
}

/** The builtins whose result has the element type of their first argument. */
const passing: ReadonlySet<string> = new Set(["append", "concat", "reverse", "distinct", "slice", "sort", "filter", "collect", "insert", "remove", "merge", "add", "pop", "removeAt", "first", "last", "find", "min", "max"]);

/** The builtins whose result has the type of their first argument. */
const ofSameType: ReadonlySet<string> = new Set(["concat", "reverse", "distinct", "slice", "sort", "filter", "collect", "insert"]);

/** Whether the type of the value may still widen. */
export function isOpen(e: TypedExpression): boolean {
  switch (e.kind) {
    case "local":
      return slotOf(e.local)?.open === true;
    case "global":
      return slotOfGlobal.get(e.global)?.open === true;
    case "list":
    case "set":
      return e.items.length === 0 || isOpen(e.items[0] as TypedExpression);
    case "map":
      return e.entries.length === 0 || isOpen((e.entries[0] as (typeof e.entries)[number]).value);
    case "record":
      return e.type.kind === "record" && e.type.anonymous === true && e.fields.some((field) => isOpen(field.value));
    case "call": {
      const slot = slotOfResult.get(e.function);
      return slot !== undefined && slot.declared === undefined;
    }
    case "call-builtin":
      return passing.has(e.name) && e.args[0] !== undefined && isOpen(e.args[0]);
    case "index":
    case "slice":
    case "field":
      return isOpen(e.receiver);
    case "binary":
      return isOpenSpine(e);
    case "convert":
      return isOpen(e.operand);
    case "if":
      return isOpen(e.then) || isOpen(e.otherwise);
    case "match":
      return e.arms.some((arm) => isOpen(arm.value));
    case "do":
      return isOpen(e.value);
    case "none":
      return true;
    default:
      return false;
  }
}

/** Where a value may have become none, as far as its variable or function knows. */
export function originsOf(e: TypedExpression): readonly Span[] {
  switch (e.kind) {
    case "local":
      return slotOf(e.local)?.origins ?? [];
    case "global":
      return slotOfGlobal.get(e.global)?.origins ?? [];
    case "call":
      return slotOfResult.get(e.function)?.origins ?? [];
    default:
      return [];
  }
}

/** Left-deep chains without recursion. */
function isOpenSpine(e: TypedExpression): boolean {
  let at = e;
  while (at.kind === "binary") {
    if (isOpen(at.right)) {
      return true;
    }
    at = at.left;
  }
  return isOpen(at);
}

/** Asks the origin of a value to have the type. Returns whether something changed, so that this round's tree is void. */
export function demand(cx: Cx, e: TypedExpression, type: Type): boolean {
  switch (e.kind) {
    case "local":
      return demandOf(slotOf(e.local), e.local.type, type);
    case "global":
      return demandOf(slotOfGlobal.get(e.global), e.type, type);
    case "call":
      return demandOf(slotOfResult.get(e.function), e.type, type);
    case "index":
      return demandElement(cx, e.receiver, plainType(e.receiver.type), type);
    case "convert":
      return e.mode === "checked" ? false : demand(cx, e.operand, e.operand.type.kind === "option" ? optionOf(type) : type);
    case "call-builtin":
      return (e.name === "append" || (ofSameType.has(e.name) && hasRecord(e.type))) && e.args[0] !== undefined && demand(cx, e.args[0], type);
    case "slice":
      return hasRecord(e.type) && demand(cx, e.receiver, type);
    case "field":
      return demandField(cx, e.receiver, e.field, type);
    default:
      return false;
  }
}

function demandElement(cx: Cx, receiver: TypedExpression, container: Type, element: Type): boolean {
  switch (container.kind) {
    case "list":
      return demand(cx, receiver, listOf(element));
    case "set":
      return demand(cx, receiver, setOf(element));
    case "map":
      return demand(cx, receiver, mapOf(container.key, plainType(element)));
    default:
      return false;
  }
}

/** A field of an anonymous record is as open as the record. */
function demandField(cx: Cx, receiver: TypedExpression, name: string, type: Type): boolean {
  const record = receiver.type;
  return isAnonymous(record) && demand(cx, receiver, { ...record, fields: record.fields.map((field) => (field.name === name ? { name, type } : field)) });
}

/** `seen`: the slot's type when the value was read. If that has changed, this round's tree is void already. */
function demandOf(slot: Slot | undefined, seen: Type, type: Type): boolean {
  return slot !== undefined && (demandSlot(slot, type) || !sameType(slot.type, seen));
}
