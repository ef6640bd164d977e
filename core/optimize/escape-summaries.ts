// What every function does with the objects that its parameters point at: the fixpoint of escape
// analysis over the program.
//
// Begins with «nothing leaks» and goes from callees to callers until nothing changes. A leak only
// ever gets worse (after fewer loads), and there are few kinds of it, so this ends soon.

import type { IrFunction, IrType } from "../aotir/aotir.ts";
import type { CallGraph } from "./call-graph.ts";
import { type Callees, escapeGraph, type EscapeGraph, type Leak, type Location, type Summary } from "./escape-graph.ts";

/** Chains of more loads, or of more objects in each other, are taken for shorter ones that leak more. */
const DEEPEST = 4;

/** A value that gets to more places than this is taken to get to the heap: the time that a function takes stays in proportion to its size. */
const FARTHEST = 400;

/** What is known about the callees of a function. */
export function summarise(calls: CallGraph): (fn: IrFunction) => Callees {
  const summaries = new Map<IrFunction, Summary>();
  const summaryOf = (fn: IrFunction): Summary => summaries.get(fn) ?? [];
  const summaryOfValue = (params: readonly IrType[]): Summary => {
    const targets = calls.valuesOf(params).map((target) => ({ summary: summaryOf(target), count: target.params.length }));
    // `self` comes last in both.
    return Array.from({ length: params.length + 1 }, (_, index) => targets.map(({ summary }) => summary[index] ?? {}).reduce(worse, {}));
  };
  const calleesOf = (fn: IrFunction): Callees => {
    const cycle = calls.cycles.get(fn);
    return { summaryOf, summaryOfValue, isTailCall: (callee) => cycle !== undefined && calls.cycles.get(callee) === cycle, isFresh: () => false };
  };
  const work = new Set(calls.order);
  for (const fn of work) {
    work.delete(fn);
    const graph = escapeGraph(fn, calleesOf(fn));
    const summary = graph.params.map((param) => leakOf(graph, param));
    if (!isSame(summary, summaryOf(fn))) {
      summaries.set(fn, summary);
      calls.callers.get(fn)?.forEach((caller) => work.add(caller));
    }
  }
  return calleesOf;
}

function worse(left: Leak, right: Leak): Leak {
  const heap = least(left.heap, right.heap);
  const result = least(left.result, right.result);
  return { ...(heap === undefined ? {} : { heap }), ...(result === undefined ? {} : { result }) };
}

function least(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}

function isSame(left: Summary, right: Summary): boolean {
  return left.every((leak, index) => leak.heap === right[index]?.heap && leak.result === right[index]?.result);
}

function leakOf(graph: EscapeGraph, param: Location): Leak {
  let leak: Leak = {};
  follow(graph, param, "value", (location, loads) => {
    const derefs = Math.max(0, -loads);
    if (location === graph.heap) {
      leak = worse(leak, { heap: derefs });
    } else if (location === graph.result) {
      leak = worse(leak, { result: derefs });
    }
  });
  return leak;
}

/**
 * Visits every state that a location's value or address leads to. A state is a location and how many loads from its value
 * yield what is followed; negative: how many loads of that have been done. Addresses are followed only while they can be had.
 */
export function follow(graph: EscapeGraph, start: Location, what: "value" | "address", visit: (location: Location, loads: number) => void): void {
  const isAddress = what === "address";
  const fewest = isAddress ? 0 : -DEEPEST;
  const seen = new Map<Location, Set<number>>();
  let states = 0;
  const stack: { readonly at: Location; readonly loads: number }[] = [{ at: start, loads: isAddress ? -1 : 0 }];
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    for (const { to, derefs } of state.at.edges) {
      const next = isAddress ? state.loads - derefs : Math.max(-DEEPEST, state.loads - derefs);
      if (next > DEEPEST) {
        visit(graph.heap, 0);
        continue;
      }
      if (next < fewest) {
        continue;
      }
      const known = seen.get(to) ?? new Set();
      if (!known.has(next)) {
        seen.set(to, known.add(next));
        visit(to, next);
        stack.push({ at: to, loads: next });
        states++;
        if (states > FARTHEST) {
          visit(graph.heap, 0);
          return;
        }
      }
    }
  }
}
