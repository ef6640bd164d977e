// Which functions may raise: those that call a raising runtime function, a function value, or a
// function that may raise. The least fixpoint, found by following callers.
//
// A `try` in a function does not make it safe: what its handler raises, and what is thrown on, leaves.

import type { IrFunction, IrProgram } from "../aotir/aotir.ts";
import { walkFunction } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";

export function inferRaising(program: IrProgram): void {
  const functions = new Set(program.functions).add(program.entry);
  const callers = new Map<IrFunction, IrFunction[]>();
  const work: IrFunction[] = [];
  for (const fn of functions) {
    let raises = false;
    walkFunction(fn, (node) => {
      if (node.kind === "call") {
        const known = callers.get(node.function);
        if (known === undefined) {
          callers.set(node.function, [fn]);
        } else {
          known.push(fn);
        }
      } else if (node.kind === "call-value") {
        raises = true;
      } else if (node.kind === "runtime") {
        raises ||= runtimeAbi.get(node.name)?.raises === true;
      }
    });
    fn.mayRaise = raises;
    if (raises) {
      work.push(fn);
    }
  }
  for (let fn = work.pop(); fn !== undefined; fn = work.pop()) {
    for (const caller of callers.get(fn) ?? []) {
      if (!caller.mayRaise) {
        caller.mayRaise = true;
        work.push(caller);
      }
    }
  }
}
