// Functions whose result is always an object that they have just made, and their versions that return it by value.
//
//     fun add(a: Vec, b: Vec): Vec                      fun add_value(a: Vec, b: Vec): object<Vec>
//       return new Vec(a.x + b.x, …)                      return Vec(a.x + b.x, …)
//
// A caller that doesn't keep the result calls the second and puts the object into its frame, or into registers. One that keeps it
// calls the first: both may be in a program. Copying what was made can't be seen, since nobody else refers to it.
//
// A struct may also be returned from a variable that holds new objects only; a variant may not, because variants differ in size.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { sameIrType } from "../aotir/same-type.ts";
import { mapStatement, walkStatements } from "../aotir/walk.ts";
import { invariant } from "../source/invariant.ts";
import { assignedValues } from "./assigned.ts";
import type { CallGraph } from "./call-graph.ts";
import { type Callees, escapeGraph } from "./escape-graph.ts";
import { follow } from "./escape-summaries.ts";

/** Larger objects are returned as pointers: eight words are one cache line. */
export const LARGEST_VALUE = 8;

/** How many words an object of a pointer type has; undefined for other types. */
export function wordsOf(type: IrType): number | undefined {
  switch (type.kind) {
    case "struct": {
      const { head, fields } = type.struct;
      return (head.kind === "none" ? 0 : head.kind === "variant" ? 1 : 2) + fields.reduce((sum, field) => sum + slotWords(field.type), 0);
    }
    case "union":
      return Math.max(1, ...type.union.variants.map((struct) => wordsOf({ kind: "struct", struct }) ?? 0));
    case "cell":
      return slotWords(type.value);
    default:
      return undefined;
  }
}

function slotWords(type: IrType): number {
  return type.kind === "string" || type.kind === "any" || type.kind === "option" ? 2 : 1;
}

/** Structs and unions that are small enough to be copied. */
export function isSmallObject(type: IrType): boolean {
  return (type.kind === "struct" || type.kind === "union") && (wordsOf(type) ?? LARGEST_VALUE + 1) <= LARGEST_VALUE;
}

export interface FreshResults {
  readonly functions: ReadonlySet<IrFunction>;
  /** Looks again whether a function's result is always new, after its body has changed. */
  readonly reconsider: (fn: IrFunction) => void;
  /** The version that returns the object; made when it is first asked for. */
  readonly valueOf: (fn: IrFunction) => IrFunction;
  /** The versions that were made, in the order in which they were. */
  readonly made: readonly IrFunction[];
  /** What a version is a version of; other functions are their own. */
  readonly originalOf: (fn: IrFunction) => IrFunction;
}

/** `calleesOf` tells what escape analysis knows about the callees of a function; `onVersion` is told of each that is made. */
export function freshResults(program: IrProgram, calls: CallGraph, calleesOf: (fn: IrFunction) => Callees, onVersion: (version: IrFunction, original: IrFunction) => void): FreshResults {
  const all = new Set(program.functions).add(program.entry);
  const functions = new Set([...all].filter((fn) => fn.self === undefined && isSmallObject(fn.result)));
  // The greatest fixpoint: functions that return each other's results stay while nothing speaks against them.
  const work = new Set(calls.order.filter((fn) => functions.has(fn)));
  for (const fn of work) {
    work.delete(fn);
    if (functions.has(fn) && !isAlwaysFresh(fn, functions, { ...calleesOf(fn), isFresh: (callee) => functions.has(callee) })) {
      functions.delete(fn);
      calls.callers.get(fn)?.forEach((caller) => work.add(caller));
    }
  }
  const reconsider = (fn: IrFunction): void => {
    if (fn.self === undefined && isSmallObject(fn.result) && isAlwaysFresh(fn, functions, { ...calleesOf(fn), isFresh: (callee) => functions.has(callee) })) {
      functions.add(fn);
    }
  };
  const names = new Set([...all].map(({ name }) => name));
  const versions = new Map<IrFunction, IrFunction>();
  const originals = new Map<IrFunction, IrFunction>();
  const made: IrFunction[] = [];
  const valueOf = (fn: IrFunction): IrFunction => {
    const known = versions.get(fn);
    if (known !== undefined) {
      return known;
    }
    let name = `${fn.name}_value`;
    for (let number = 2; names.has(name); number++) {
      name = `${fn.name}_value_${number}`;
    }
    names.add(name);
    const version: IrFunction = { ...fn, name, result: { kind: "object", of: fn.result } };
    versions.set(fn, version);
    originals.set(version, fn);
    made.push(version);
    onVersion(version, fn);
    version.body = returnObjects(fn, fn.body, valueOf);
    return version;
  };
  return { functions, reconsider, valueOf, made, originalOf: (fn) => originals.get(fn) ?? fn };
}

// ---------------------------------------------------------------- what is returned

function isAlwaysFresh(fn: IrFunction, fresh: ReadonlySet<IrFunction>, callees: Callees): boolean {
  const search: Search = { type: fn.result, fresh, values: assignedValues(fn), open: new Set(), held: new Set(), makes: false };
  let result = true;
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "return" && result) {
      result = statement.value !== undefined && isFresh(search, statement.value, false);
    }
  });
  return result && search.makes && (search.held.size === 0 || keepsNone(fn, callees, search.held));
}

/** None of the objects that variables hold until they are returned is stored anywhere before. */
function keepsNone(fn: IrFunction, callees: Callees, held: ReadonlySet<IrExpression>): boolean {
  const graph = escapeGraph(fn, callees);
  let kept = false;
  for (const object of graph.objects) {
    if (held.has(object.creation)) {
      follow(graph, object, "address", (location) => {
        kept ||= location.kind === "heap";
      });
    }
  }
  return !kept;
}

interface Search {
  readonly type: IrType;
  readonly fresh: ReadonlySet<IrFunction>;
  readonly values: ReadonlyMap<IrVariable, readonly IrExpression[]>;
  /** Variables that were looked at. */
  readonly open: Set<IrVariable>;
  /** What makes the objects that variables hold. */
  readonly held: Set<IrExpression>;
  /** Something is made at run time: constants are returned as pointers to static data. */
  makes: boolean;
}

function isFresh(search: Search, value: IrExpression, isHeld: boolean): boolean {
  switch (value.kind) {
    case "new":
    case "call":
      search.makes ||= value.kind === "call" || (value.fixed !== true && value.fields.length > 0);
      if (isHeld) {
        search.held.add(value);
      }
      return value.kind === "new" ? value.type.kind !== "object" : search.fresh.has(value.function) && sameIrType(value.function.result, search.type);
    case "reinterpret":
      return isFresh(search, value.operand, isHeld);
    case "conditional":
      return isFresh(search, value.then, isHeld) && isFresh(search, value.otherwise, isHeld);
    case "variable": {
      const assigned = search.type.kind === "struct" ? search.values.get(value.variable) : undefined;
      if (assigned === undefined || search.open.has(value.variable)) {
        return assigned !== undefined;
      }
      search.open.add(value.variable);
      return assigned.length > 0 && assigned.every((one) => isFresh(search, one, true));
    }
    default:
      return false;
  }
}

// ---------------------------------------------------------------- returning it

function returnObjects(fn: IrFunction, block: IrBlock, valueOf: (fn: IrFunction) => IrFunction): IrBlock {
  return {
    statements: block.statements.map((statement): IrStatement => {
      if (statement.kind === "return" && statement.value !== undefined) {
        return { ...statement, value: objectOf(statement.value, { kind: "object", of: fn.result }, valueOf) };
      }
      return mapStatement(statement, (root) => root, (inner) => returnObjects(fn, inner, valueOf));
    }),
  };
}

/** The object itself that a fresh value points at. */
export function objectOf(value: IrExpression, type: IrType & { readonly kind: "object" }, valueOf: (fn: IrFunction) => IrFunction): IrExpression {
  switch (value.kind) {
    case "new": {
      const { fixed: _, ...object } = value;
      return { ...object, type };
    }
    case "call":
      return { ...value, function: valueOf(value.function), type };
    case "reinterpret":
      return objectOf(value.operand, type, valueOf);
    case "conditional":
      return { ...value, then: objectOf(value.then, type, valueOf), otherwise: objectOf(value.otherwise, type, valueOf), type };
    default:
      invariant(value.type.kind === "struct", "only objects of one size are copied through a pointer");
      return { kind: "deref", pointer: value, type };
  }
}
