// The functions that a program reaches, numbered in order of discovery; nested ones after all others.
//
// Instances that only an early round asked for (with types that widened later) are left out here.

import type { MutableFunction } from "./context.ts";
import type { TypedFunction } from "./typed.ts";
import { forEachNode } from "./walk-typed.ts";

export function collectFunctions(roots: readonly TypedFunction[]): readonly TypedFunction[] {
  const found = new Set<TypedFunction>(roots);
  const nested = new Set<TypedFunction>();
  const visit = (fn: TypedFunction): void => {
    forEachNode(fn.body, (node) => {
      if (node.kind === "call" || node.kind === "function") {
        found.add(node.function);
      } else if (node.kind === "closure" && !nested.has(node.function)) {
        nested.add(node.function);
        visit(node.function);
      }
    });
  };
  for (const fn of found) {
    visit(fn);
  }
  let id = 0;
  for (const fn of [...found, ...nested]) {
    (fn as MutableFunction).id = id++;
  }
  return [...found];
}
