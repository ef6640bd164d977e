// Which assignments make a list longer: the value is what the place holds, and more behind it.
//
//     xs = append(xs, v)     xs = push(xs, v)     xs = xs + [a, b]     xs = xs + ys     xs = concat(xs, ys)
//     m[k] = append(m[k] ?? [], v)
//
// sharing.ts says when that may happen in place, lower-growth.ts does it.

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

function partsOf(whole: TypedExpression): Growth | undefined {
  // `xs + [a] + [b]` adds both; chains may be long.
  const added: (readonly GrowthPart[])[] = [];
  let value = whole;
  while (value.kind === "binary" && value.type.kind === "list" && (value.op === "+" || value.op === "union all")) {
    added.push(elementsOf(value.right, whole));
    value = value.left;
  }
  const inner = added.length > 0 && value.kind !== "call-builtin" ? { base: value, more: [] } : partsOfCall(value);
  return inner === undefined ? undefined : { base: inner.base, more: [...inner.more, ...added.reverse().flat()] };
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
