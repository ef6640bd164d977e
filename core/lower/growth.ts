// Which assignments make a list longer, or keep a part of it: the value is what the place holds, and more behind
// it, or what the place holds, without its ends.
//
//     xs = append(xs, v)     xs = push(xs, v)     xs = xs + [a, b]     xs = xs + ys     xs = concat(xs, ys)
//     m[k] = append(m[k] ?? [], v)
//     xs = xs[1:]            xs = xs[0:len(xs)-1]                      xs = slice(xs, a, b)
//
// sharing.ts says when that may happen in place, lower-growth.ts does it. What is kept in a map's value is not
// looked for: finding its place would make the key.

import type { Place, TypedExpression } from "../instantiate/typed.ts";
import { sameType } from "../types/type.ts";
import { readsPlace } from "./walk-typed.ts";

/** What comes behind the list: one element, or those of another list. */
export type GrowthPart = { readonly kind: "item" | "list"; readonly value: TypedExpression };

export interface Growth {
  /** Reads the place. */
  readonly base: TypedExpression;
  readonly more: readonly GrowthPart[];
}

export function growthOf(place: Place, value: TypedExpression): Growth | undefined {
  const growth = partsOf(value);
  const held = place.type.kind === "option" ? place.type.inner : place.type;
  return growth !== undefined && sameType(held, value.type) && readsGrowing(growth.base, place) ? growth : undefined;
}

/** The part of a list that stays. */
export interface Narrowing {
  /** Reads the place. */
  readonly base: TypedExpression;
  readonly start?: TypedExpression;
  readonly end?: TypedExpression;
}

export function narrowingOf(place: Place, value: TypedExpression): Narrowing | undefined {
  const narrowing = boundsOf(value);
  const inMap = place.kind === "index" && place.receiver.type.kind !== "list";
  return narrowing !== undefined && !inMap && value.type.kind === "list" && sameType(place.type, value.type) && readsPlace(narrowing.base, place) ? narrowing : undefined;
}

function boundsOf(value: TypedExpression): Narrowing | undefined {
  if (value.kind === "slice" && value.step === undefined) {
    const { receiver, start, end } = value;
    return { base: receiver, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  }
  if (value.kind === "call-builtin" && value.name === "slice") {
    const [base, start, end] = value.args;
    return base === undefined || start === undefined || end === undefined ? undefined : { base, start, end };
  }
  return undefined;
}

function partsOf(whole: TypedExpression): Growth | undefined {
  // `xs + [a] + [b]` adds both; chains may be long.
  const added: (readonly GrowthPart[])[] = [];
  let value = whole;
  while (value.kind === "binary" && value.type.kind === "list" && (value.op === "+" || value.op === "union all")) {
    added.push(elementsOf(value.right, whole));
    value = value.left;
  }
  const inner = added.length > 0 && value.kind !== "call-builtin" ? { base: value, more: [] } : partsOfCall(value);
  if (inner === undefined) {
    return undefined;
  }
  // `append(append(xs, a), b)`.
  const nested = inner.base.kind === "call-builtin" && sameType(inner.base.type, whole.type) ? partsOf(inner.base) : undefined;
  return { base: nested?.base ?? inner.base, more: [...(nested?.more ?? []), ...inner.more, ...added.reverse().flat()] };
}

function partsOfCall(value: TypedExpression): Growth | undefined {
  if (value.kind !== "call-builtin") {
    return undefined;
  }
  const [base, ...rest] = value.args;
  switch (value.name) {
    case "append":
    case "push":
      return base === undefined ? undefined : { base, more: rest.map((item) => ({ kind: "item", value: item })) };
    case "concat":
      return base === undefined ? undefined : { base, more: rest.flatMap((list) => elementsOf(list, value)) };
    default:
      return undefined;
  }
}

/** The elements of a literal one by one; other lists as a whole. */
function elementsOf(list: TypedExpression, whole: TypedExpression): readonly GrowthPart[] {
  return list.kind === "list" && sameType(list.type, whole.type) ? list.items.map((value) => ({ kind: "item", value })) : [{ kind: "list", value: list }];
}

/** Whether the expression reads the place; `m[k] ?? []` does. */
function readsGrowing(base: TypedExpression, place: Place): boolean {
  if (base.kind === "coalesce") {
    return base.right.kind === "list" && base.right.items.length === 0 && readsGrowing(base.left, place);
  }
  return readsPlace(base, place);
}
