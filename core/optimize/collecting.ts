// Where a program with a shadow stack collects (runtime/memory/roots.h), and which calls may lead there.
//
// In: a program. Out: the safepoints that bound what is allocated between two of them, and a test
// for calls. A loop has one that allocates outside of the loops inside it, at the start of its
// rounds; a function that may call itself and allocates has one at its entry. What allocates between
// two of them is bounded by the program's text and the data that the runtime is given.

import type { IrBlock, IrExpression, IrFunction, IrLabel, IrProgram, IrStatement } from "../aotir/aotir.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { blocksOf, rootsOf, walkExpression, walkFunction, walkStatements } from "../aotir/walk.ts";
import { type CallGraph, callGraph, reachedThroughAny } from "./call-graph.ts";

export interface Collecting {
  /** Evaluating the node itself, not its operands, may collect. */
  readonly mayCollect: (node: IrExpression) => boolean;
  /** Has a safepoint at its entry. */
  readonly atEntry: (fn: IrFunction) => boolean;
  /** The loop of that label has a safepoint at the start of its rounds. */
  readonly atRounds: (loop: IrLabel) => boolean;
  /** The program allocates anything. */
  readonly allocates: boolean;
}

type Test = (node: IrExpression) => boolean;

export function findCollecting(program: IrProgram): Collecting {
  const graph = callGraph(program);
  const allocating = reaching(graph, graph.order.filter(allocatesItself));
  const callsAllocating = callsOf(program, graph, allocating);
  const allocates: Test = (node) => isAllocation(node) || callsAllocating(node);

  const rounds = new Set<IrLabel>();
  // The body of a `try` is entered from a function in the same cycle, with variables that aren't its own yet.
  const entries = new Set(graph.order.filter((fn) => graph.cycles.has(fn) && allocating.has(fn) && fn.isTryBody !== true));
  const collectors = [...entries];
  for (const fn of graph.order) {
    walkStatements(fn.body, (statement) => {
      if ((statement.kind === "loop" || statement.kind === "for") && roundAllocates(statement, allocates)) {
        rounds.add(statement.label);
        collectors.push(fn);
      }
    });
  }
  return {
    mayCollect: callsOf(program, graph, reaching(graph, collectors)),
    atEntry: (fn) => entries.has(fn),
    atRounds: (loop) => rounds.has(loop),
    allocates: allocating.size > 0,
  };
}

/** These and everything that calls them, at any distance. */
function reaching({ callers }: CallGraph, first: readonly IrFunction[]): ReadonlySet<IrFunction> {
  const found = new Set(first);
  const work = [...first];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    for (const caller of callers.get(next) ?? []) {
      if (!found.has(caller)) {
        found.add(caller);
        work.push(caller);
      }
    }
  }
  return found;
}

/** The test for nodes that may call one of the functions. */
function callsOf(program: IrProgram, graph: CallGraph, functions: ReadonlySet<IrFunction>): Test {
  const throughAny = reachedThroughAny(program, graph).some((fn) => functions.has(fn));
  return (node) => {
    switch (node.kind) {
      case "call":
        return functions.has(node.function);
      case "call-value":
        return node.callee.type.kind === "function" && graph.valuesOf(node.callee.type.params).some((fn) => functions.has(fn));
      case "runtime":
        return (node.name === "mochi_any_call" && throughAny) || node.args.some((arg) => arg.kind === "code" && functions.has(arg.function));
      default:
        return false;
    }
  };
}

function isAllocation(node: IrExpression): boolean {
  switch (node.kind) {
    case "new":
    case "new-cell":
    case "new-closure":
      return true;
    case "new-list":
      return node.fixed !== true;
    case "runtime":
      // An error that is caught was allocated.
      return runtimeAbi.get(node.name)?.allocates === true || node.name === "mochi_try_run";
    default:
      return false;
  }
}

function allocatesItself(fn: IrFunction): boolean {
  let found = false;
  walkFunction(fn, (node) => {
    found ||= isAllocation(node);
  });
  return found;
}

/** A round of the loop allocates outside of loops inside it. */
function roundAllocates(loop: IrStatement, allocates: Test): boolean {
  let found = false;
  const look = (statement: IrStatement): void => {
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        found ||= allocates(node);
      });
    }
  };
  look(loop);
  const stack: IrBlock[] = [...blocksOf(loop)];
  for (let block = stack.pop(); block !== undefined && !found; block = stack.pop()) {
    for (const statement of block.statements) {
      if (statement.kind !== "loop" && statement.kind !== "for") {
        look(statement);
        stack.push(...blocksOf(statement));
      }
    }
  }
  return found;
}
