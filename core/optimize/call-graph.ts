// Who may call whom, for passes that go over the program from callees to callers.
//
// A call of a function value may reach every function whose address is taken and whose parameters
// have the same types: the whole program is known. What `any` calls by name, methods and functions whose
// parameters are `any`, counts as called by every function that does so.
//
// The order is that of strongly connected components (Tarjan 1972), callees first, kept without recursion.

import type { IrFunction, IrProgram, IrType } from "../aotir/aotir.ts";
import { anyIr } from "../aotir/builder.ts";
import { printIrType } from "../aotir/print.ts";
import { dynamicMethods, functionOf, walkFunction } from "../aotir/walk.ts";

export interface CallGraph {
  /** Every function once, callees before callers except inside a cycle. */
  readonly order: readonly IrFunction[];
  /** The functions of each cycle share an object; what calls itself is a cycle, too. */
  readonly cycles: ReadonlyMap<IrFunction, object>;
  readonly callers: ReadonlyMap<IrFunction, ReadonlySet<IrFunction>>;
  /** What a function value of these parameter types may be. */
  readonly valuesOf: (params: readonly IrType[]) => readonly IrFunction[];
}

export function callGraph(program: IrProgram): CallGraph {
  const functions = [...new Set(program.functions).add(program.entry)];
  const values = new Map<string, Set<IrFunction>>();
  const direct = new Map<IrFunction, Set<IrFunction>>();
  const indirect = new Map<IrFunction, Set<string>>();
  for (const fn of functions) {
    const callees = new Set<IrFunction>();
    const keys = new Set<string>();
    walkFunction(fn, (node) => {
      const target = functionOf(node);
      if (node.kind === "call" || node.kind === "code") {
        callees.add(node.function);
      } else if (target !== undefined) {
        addTo(values, keyOf(target.params.map((param) => param.type)), target);
      } else if (node.kind === "call-value" && node.callee.type.kind === "function") {
        keys.add(keyOf(node.callee.type.params));
      } else if (node.kind === "runtime" && node.name === "mochi_any_call") {
        dynamicMethods(program).forEach((method) => callees.add(method));
        boxedCounts.forEach((count) => keys.add(keyOf(Array.from({ length: count }, () => anyIr))));
      }
    });
    direct.set(fn, callees);
    indirect.set(fn, keys);
  }
  const valuesOf = (params: readonly IrType[]): readonly IrFunction[] => [...(values.get(keyOf(params)) ?? [])];
  const callers = new Map<IrFunction, Set<IrFunction>>();
  for (const fn of functions) {
    const callees = direct.get(fn) as Set<IrFunction>;
    indirect.get(fn)?.forEach((key) => values.get(key)?.forEach((target) => callees.add(target)));
    callees.forEach((callee) => addTo(callers, callee, fn));
  }
  return { ...components(functions, direct), callers, valuesOf };
}

/** How many arguments a function in an `any` may be called with (mochi_any_invoke); each of them is an `any`. */
const boxedCounts = [0, 1, 2, 3, 4];

/** What a call by name on an `any` may reach: methods, and functions that are kept in values. */
export function reachedThroughAny(program: IrProgram, graph: CallGraph): readonly IrFunction[] {
  return [...dynamicMethods(program), ...boxedCounts.flatMap((count) => graph.valuesOf(Array.from({ length: count }, () => anyIr)))];
}

function keyOf(params: readonly IrType[]): string {
  return params.map(printIrType).join(", ");
}

function addTo<Key, Value>(table: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const known = table.get(key);
  if (known === undefined) {
    table.set(key, new Set([value]));
  } else {
    known.add(value);
  }
}

function components(functions: readonly IrFunction[], calls: ReadonlyMap<IrFunction, ReadonlySet<IrFunction>>): Pick<CallGraph, "order" | "cycles"> {
  interface Visit {
    readonly fn: IrFunction;
    readonly rest: IrFunction[];
  }
  const order: IrFunction[] = [];
  const cycles = new Map<IrFunction, object>();
  const index = new Map<IrFunction, number>();
  const low = new Map<IrFunction, number>();
  const open: IrFunction[] = [];
  const visits: Visit[] = [];
  const enter = (fn: IrFunction): void => {
    low.set(fn, index.size);
    index.set(fn, index.size);
    open.push(fn);
    visits.push({ fn, rest: [...(calls.get(fn) ?? [])] });
  };
  const lower = (fn: IrFunction, to: number): void => {
    low.set(fn, Math.min(low.get(fn) as number, to));
  };
  const placed = new Set<IrFunction>();
  for (const root of functions) {
    if (!index.has(root)) {
      enter(root);
    }
    for (let top = visits[visits.length - 1]; top !== undefined; top = visits[visits.length - 1]) {
      const next = top.rest.pop();
      if (next !== undefined) {
        if (!index.has(next)) {
          enter(next);
        } else if (!placed.has(next)) {
          lower(top.fn, index.get(next) as number);
        }
        continue;
      }
      visits.pop();
      const { fn } = top;
      const parent = visits[visits.length - 1];
      if (parent !== undefined) {
        lower(parent.fn, low.get(fn) as number);
      }
      if (low.get(fn) === index.get(fn)) {
        const members = open.splice(open.lastIndexOf(fn));
        const cycle = {};
        for (const member of members.reverse()) {
          placed.add(member);
          order.push(member);
          if (members.length > 1 || calls.get(member)?.has(member) === true) {
            cycles.set(member, cycle);
          }
        }
      }
    }
  }
  return { order, cycles };
}
