// Where pointers go inside one function: the graph that escape analysis walks (after Go's escape.go).
//
// Nodes are *locations*: the variables, the objects that the function makes, the heap (all that the
// function doesn't make itself) and its result. An edge says that a value flows from one location to
// another after `derefs` loads; -1 is the location's address. `p.next.name` reads two, `new X(v)` in `p` is
//     v ─0─► object ─(-1)─► p
// What is stored through a pointer flows to the heap, whatever the pointer is; only the values that an object is
// made with are known to be in it. The order of statements doesn't count.
//
// In: the summaries of callees, by which calls become edges from arguments to the heap or the result.

import type { IrBlock, IrExpression, IrFunction, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { type RuntimeFunction, runtimeAbi } from "../aotir/runtime-abi.ts";
import { blocksOf, operandsOf, rootsOf, walkExpression } from "../aotir/walk.ts";
import { invariant } from "../source/invariant.ts";

/** A block of the function, with what decides how long a variable of it lives. */
export interface Scope {
  readonly block: IrBlock;
  readonly parent?: Scope;
  readonly depth: number;
  /** Entered again and again. */
  readonly isLoop: boolean;
  /** The body of a `try`, which will be a function of its own. */
  readonly isTried: boolean;
}

export interface Location {
  readonly kind: "heap" | "result" | "variable" | "object";
  readonly edges: Edge[];
  /** Where a variable is declared or an object is made; the heap and the result have none. */
  readonly scope?: Scope;
}

export interface Edge {
  readonly to: Location;
  readonly derefs: number;
}

/** What makes an object: a call does if its callee returns a new one. */
export type Creation = Extract<IrExpression, { kind: "new" | "new-cell" | "new-closure" | "new-list" | "call" }>;

export interface MadeObject extends Location {
  readonly kind: "object";
  readonly scope: Scope;
  readonly creation: Creation;
  readonly statement: IrStatement;
}

/** After how many loads what a parameter points at gets to the heap or into the result; absent: never. */
export interface Leak {
  readonly heap?: number;
  readonly result?: number;
}

/** Leaks of a function's parameters, its `self` last. */
export type Summary = readonly Leak[];

export interface Callees {
  readonly summaryOf: (fn: IrFunction) => Summary;
  /** What holds for all functions that the value may be. */
  readonly summaryOfValue: (params: readonly IrType[]) => Summary;
  /** A call in tail position that had better stay one: its arguments aren't put into the frame. */
  readonly isTailCall: (callee: IrFunction) => boolean;
  /** What it returns has always just been made, by nobody else referred to. */
  readonly isFresh: (callee: IrFunction) => boolean;
}

export interface EscapeGraph {
  /** In the order of parameters, `self` last. */
  readonly params: readonly Location[];
  readonly variables: ReadonlyMap<IrVariable, Location>;
  readonly objects: readonly MadeObject[];
  readonly heap: Location;
  readonly result: Location;
}

interface Building {
  readonly callees: Callees;
  readonly variables: Map<IrVariable, Location>;
  readonly objects: Map<IrExpression, MadeObject>;
  readonly heap: Location;
  readonly result: Location;
  scope: Scope;
}

export function escapeGraph(fn: IrFunction, callees: Callees): EscapeGraph {
  const scope: Scope = { block: fn.body, depth: 0, isLoop: false, isTried: false };
  const g: Building = { callees, variables: new Map(), objects: new Map(), heap: { kind: "heap", edges: [] }, result: { kind: "result", edges: [] }, scope };
  const params = [...fn.params, ...(fn.self === undefined ? [] : [fn.self])].map((param) => declare(g, param));
  buildBlock(g, scope);
  return { params, variables: g.variables, objects: [...g.objects.values()], heap: g.heap, result: g.result };
}

/** Whether a value of this type may point at an object. */
function carries(type: IrType): boolean {
  switch (type.kind) {
    case "void":
    case "unit":
    case "bool":
    case "i32":
    case "u32":
    case "i64":
    case "f64":
    case "string":
    case "bigint":
    case "bigrat":
    case "option":
      return false;
    case "array":
      return carries(type.element);
    case "opaque":
      return type.c.endsWith("*") && !type.c.startsWith("const ");
    default:
      return true;
  }
}

// ---------------------------------------------------------------- statements

function declare(g: Building, variable: IrVariable): Location {
  const location: Location = { kind: "variable", edges: [], scope: g.scope };
  g.variables.set(variable, location);
  return location;
}

function locationOf(g: Building, variable: IrVariable): Location {
  const location = g.variables.get(variable);
  invariant(location !== undefined, `the variable ${variable.name} is declared before it is used`);
  return location;
}

function buildBlock(g: Building, scope: Scope): void {
  const outer = g.scope;
  g.scope = scope;
  for (const statement of scope.block.statements) {
    buildStatement(g, statement);
    for (const block of blocksOf(statement)) {
      const isLoop = statement.kind === "loop" || statement.kind === "for";
      buildBlock(g, { block, parent: scope, depth: scope.depth + 1, isLoop, isTried: statement.kind === "try" && block === statement.body });
    }
  }
  g.scope = outer;
}

function buildStatement(g: Building, statement: IrStatement): void {
  for (const root of rootsOf(statement)) {
    walkExpression(root, (node) => {
      if (isCreation(g, node)) {
        noteObject(g, node, statement);
      }
    });
    walkExpression(root, (node) => {
      noteEffects(g, node);
    });
  }
  switch (statement.kind) {
    case "declare": {
      const location = declare(g, statement.variable);
      if (statement.value !== undefined) {
        flow(g, statement.value, location, 0);
      }
      return;
    }
    case "for":
      declare(g, statement.variable);
      return;
    case "assign":
      if (statement.place.kind === "variable") {
        flow(g, statement.value, locationOf(g, statement.place.variable), 0);
      } else {
        flow(g, statement.value, g.heap, 0);
      }
      return;
    case "return":
      if (statement.value !== undefined) {
        flow(g, statement.value, g.result, 0);
        if (statement.value.kind === "call" && g.callees.isTailCall(statement.value.function)) {
          statement.value.args.forEach((arg) => {
            flow(g, arg, g.heap, 0);
          });
        }
      }
      return;
    case "loop":
      // A condition is evaluated in every round, but stands outside the body.
      if (statement.condition !== undefined) {
        walkExpression(statement.condition, (node) => {
          if (isCreation(g, node)) {
            g.objects.get(node)?.edges.push({ to: g.heap, derefs: -1 });
          }
        });
      }
      return;
    default:
      return;
  }
}

function isCreation(g: Building, node: IrExpression): node is Creation {
  switch (node.kind) {
    case "new":
    case "new-list":
      return node.type.kind !== "object" && node.fixed !== true;
    case "new-cell":
    case "new-closure":
      return node.type.kind !== "object";
    case "call":
      return g.callees.isFresh(node.function);
    default:
      return false;
  }
}

/** What a node does to its operands, wherever its own value goes. */
function noteEffects(g: Building, node: IrExpression): void {
  switch (node.kind) {
    case "new":
    case "new-cell":
    case "new-list":
      hold(g, node);
      return;
    case "new-closure": {
      hold(g, node);
      // Whoever calls the closure passes it to its own code.
      const leak = g.callees.summaryOf(node.function)[node.function.params.length]?.heap;
      if (leak !== undefined) {
        flow(g, node, g.heap, leak);
      }
      return;
    }
    case "call":
      leakArguments(g, g.callees.summaryOf(node.function), node.args);
      return;
    case "call-value":
      leakArguments(g, summaryOfCall(g, node), node.args);
      return;
    case "runtime": {
      const row = runtimeAbi.get(node.name);
      if (row === undefined || keeps(row)) {
        node.args.forEach((arg) => {
          flow(g, arg, g.heap, 0);
        });
      }
      return;
    }
    default:
      return;
  }
}

function leakArguments(g: Building, summary: Summary, args: readonly IrExpression[]): void {
  args.forEach((arg, index) => {
    const leak = summary[index]?.heap;
    if (leak !== undefined) {
      flow(g, arg, g.heap, leak);
    }
  });
}

function summaryOfCall(g: Building, node: IrExpression & { readonly kind: "call-value" }): Summary {
  return node.callee.type.kind === "function" ? g.callees.summaryOfValue(node.callee.type.params) : [];
}

/** What a runtime function is given may stay somewhere, if only in a slot that it fills. */
function keeps(row: RuntimeFunction): boolean {
  return !row.lends && (row.allocates || row.effects || !(row.pure || row.reads) || row.params.includes("void *"));
}

/** The object that a node makes. A node that stands in several places makes several: they all escape. */
function noteObject(g: Building, node: Creation, statement: IrStatement): void {
  const known = g.objects.get(node);
  if (known !== undefined) {
    known.edges.push({ to: g.heap, derefs: -1 });
    return;
  }
  g.objects.set(node, { kind: "object", edges: [], scope: g.scope, creation: node, statement });
}

/** What an object is made with is in it. */
function hold(g: Building, node: IrExpression): void {
  const object = g.objects.get(node);
  if (object !== undefined) {
    for (const item of operandsOf(node)) {
      flow(g, item, object, 0);
    }
  }
}

// ---------------------------------------------------------------- flows

/** The value of an expression, after `derefs` loads, gets to a location. */
function flow(g: Building, expression: IrExpression, to: Location, derefs: number): void {
  if (derefs === 0 && !carries(expression.type)) {
    return;
  }
  switch (expression.kind) {
    case "variable": {
      // An array is its own address.
      const from = locationOf(g, expression.variable);
      from.edges.push({ to, derefs: expression.type.kind === "array" ? derefs - 1 : derefs });
      return;
    }
    case "address":
      locationOf(g, expression.variable).edges.push({ to, derefs: derefs - 1 });
      return;
    case "conditional":
      flow(g, expression.then, to, derefs);
      flow(g, expression.otherwise, to, derefs);
      return;
    case "reinterpret":
    case "option-value":
    case "option-make":
      flow(g, expression.operand, to, derefs);
      return;
    case "field":
      flow(g, expression.receiver, to, derefs + 1);
      return;
    case "element":
      flow(g, expression.list, to, derefs + 1);
      return;
    case "cell":
      flow(g, expression.cell, to, derefs + 1);
      return;
    case "deref":
      flow(g, expression.pointer, to, derefs + 1);
      return;
    case "new":
    case "new-cell":
    case "new-closure":
    case "new-list": {
      const object = g.objects.get(expression);
      if (object !== undefined) {
        object.edges.push({ to, derefs: derefs - 1 });
      } else {
        // On its way by value: what is in it goes along.
        operandsOf(expression).forEach((operand) => {
          flow(g, operand, to, derefs);
        });
      }
      return;
    }
    case "keep":
      flow(g, expression.object, locationOf(g, expression.variable), 0);
      locationOf(g, expression.variable).edges.push({ to, derefs: derefs - 1 });
      return;
    case "array":
      expression.items.forEach((item) => {
        flow(g, item, to, derefs);
      });
      return;
    case "call":
      g.objects.get(expression)?.edges.push({ to, derefs: derefs - 1 });
      leakResult(g, g.callees.summaryOf(expression.function), expression.args, to, derefs);
      return;
    case "call-value":
      leakResult(g, summaryOfCall(g, expression), [...expression.args, expression.callee], to, derefs);
      return;
    case "runtime": {
      const row = runtimeAbi.get(expression.name);
      if (row !== undefined && !row.lends && !keeps(row)) {
        expression.args.forEach((arg) => {
          flow(g, arg, to, derefs);
        });
      }
      return;
    }
    default:
      return;
  }
}

function leakResult(g: Building, summary: Summary, args: readonly IrExpression[], to: Location, derefs: number): void {
  args.forEach((arg, index) => {
    const leak = summary[index]?.result;
    if (leak !== undefined) {
      flow(g, arg, to, leak + derefs);
    }
  });
}
