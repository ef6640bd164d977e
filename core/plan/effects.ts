// What evaluating a typed expression may do that somebody could see: write, or not come to an end
// with a value (raise, run forever). Decisions §7: an expression is moved, skipped or evaluated
// fewer times only if it does neither.
//
// `writes` is about everything that another expression could read, files and output too; making a
// new value is no write. Functions are looked into, through all that they may call; what is called
// through a value may do anything. Both answers err on the side of yes.

import type { Local, TypedExpression, TypedFunction } from "../instantiate/typed.ts";
import { forEachNode, type TypedNode } from "../instantiate/walk-typed.ts";
import { builtins } from "../types/builtins.ts";
import type { Type } from "../types/type.ts";
import { boundIn } from "./variables.ts";

export interface Effects {
  readonly writes: boolean;
  readonly raises: boolean;
}

/** What a body does by itself, and what it calls. */
interface Facts extends Effects {
  readonly callees: ReadonlySet<TypedFunction>;
  /** Variables of functions that are assigned, which a body may do to its own. */
  readonly assigned: ReadonlySet<Local>;
}

/** Of plans: variables whose first read evaluates something that may raise. */
const raising = new WeakSet<Local>();

export function readMayRaise(local: Local): void {
  raising.add(local);
}

const factsOfFunction = new WeakMap<TypedFunction, Facts>();

export function effectsOf(root: object): Effects {
  const own = factsOf(root);
  let { writes, raises } = own;
  if (own.assigned.size > 0 && !writes) {
    const bound = boundIn(root);
    writes = [...own.assigned].some((local) => !bound.has(local));
  }
  const seen = new Set<TypedFunction>(own.callees);
  for (const callee of seen) {
    const known = factsOfFunction.get(callee);
    const facts = known ?? factsOf(callee.body);
    if (known === undefined) {
      factsOfFunction.set(callee, facts);
    }
    writes ||= facts.writes;
    // A function may call itself without end.
    raises ||= facts.raises || facts.callees.size > 0;
    for (const next of facts.callees) {
      seen.add(next);
    }
  }
  return { writes, raises };
}

/** Whether it can be evaluated earlier, later, less often or not at all. */
export function isMovable(root: object): boolean {
  const { writes, raises } = effectsOf(root);
  return !writes && !raises;
}

/** Whether it is movable, but for `+ - *` of ints, of which nothing else is made. */
export function mayOnlyOverflow(e: TypedExpression): boolean {
  if (e.kind === "binary" && e.type.kind === "int" && (e.op === "+" || e.op === "-" || e.op === "*")) {
    return mayOnlyOverflow(e.left) && mayOnlyOverflow(e.right);
  }
  return e.kind === "negate" && e.type.kind === "int" ? mayOnlyOverflow(e.operand) : isMovable(e);
}

function factsOf(root: object): Facts {
  let writes = false;
  let raises = false;
  const callees = new Set<TypedFunction>();
  const assigned = new Set<Local>();
  forEachNode(root, (node) => {
    if (node.kind === "assign" && node.target.kind === "local") {
      assigned.add(node.target.local);
    }
    writes ||= nodeWrites(node);
    raises ||= nodeRaises(node);
    if (node.kind === "call" || node.kind === "function" || node.kind === "closure") {
      callees.add(node.function);
    }
  });
  return { writes, raises, callees, assigned };
}

function nodeWrites(node: TypedNode): boolean {
  switch (node.kind) {
    case "assign":
      return node.target.kind !== "local" || node.target.local.captured;
    case "call-value":
    case "call-any":
    case "save":
    case "logic-query":
    case "expect":
    case "test":
    case "bench":
      return true;
    case "call-builtin": {
      const builtin = builtins.get(node.name);
      return builtin === undefined || builtin.inPlace || builtin.effects.length > 0;
    }
    default:
      return false;
  }
}

function nodeRaises(node: TypedNode): boolean {
  switch (node.kind) {
    case "while":
    case "return":
    case "expect":
    case "try":
    case "check-length":
    case "call-value":
    case "call-any":
    case "any-field":
    case "require-key":
    case "cast":
    case "load":
    case "save":
    case "logic-query":
    case "test":
    case "bench":
      return true;
    case "global":
      return node.global.checked;
    case "local":
      return raising.has(node.local);
    case "negate":
      return node.type.kind !== "float";
    case "binary":
      return operatorRaises(node);
    case "convert":
      return node.mode === "unwrap" || node.mode === "checked" || node.mode === "elements";
    case "index":
      return node.receiver.type.kind !== "map";
    case "slice":
      return node.step !== undefined || node.receiver.type.kind === "any";
    case "format":
      return node.parts.some((part) => typeof part !== "string" && part.spec !== undefined);
    case "call-builtin":
      return builtinRaises(node.name, node.args);
    default:
      return false;
  }
}

function operatorRaises(node: TypedNode & { readonly kind: "binary" }): boolean {
  const { left, right } = node;
  switch (node.op) {
    case "==":
    case "!=":
      return false;
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
      return left.type.kind === "any" || right.type.kind === "any";
    case "+":
      return !["float", "string", "list", "set"].includes(node.type.kind);
    case "-":
    case "*":
      return node.type.kind !== "float" && node.type.kind !== "set";
    case "/":
    case "%":
      return !((right.kind === "int" && node.type.kind === "int" && right.value > 0n) || (right.kind === "float" && right.value !== 0));
    default:
      return false;
  }
}

/** Builtins that give a value for all arguments of their types. */
const total: ReadonlySet<string> = new Set(
  ("str to_json upper trim trimStart trimEnd split join contains startsWith endsWith indexOf lastIndexOf replace substring substr lines chars bytes concat first last distinct " +
    "append push collect keys values has get merge sqrt cbrt exp log log2 log10 sin cos tan asin acos atan atan2 hypot pi isNaN isInf round gcd bitAnd bitOr bitXor bitNot args env formatTime type_of").split(" "),
);

/** Builtins that do so unless an argument is `any`, or a sum of ints too large. */
const usuallyTotal: ReadonlySet<string> = new Set("len count exists lower reverse sum avg min max floor ceil trunc sign sort map filter some every find flatMap zip enumerate".split(" "));

function builtinRaises(name: string, args: readonly TypedExpression[]): boolean {
  if (total.has(name)) {
    return false;
  }
  const type = args[0]?.type;
  return !usuallyTotal.has(name) || type === undefined || holdsAny(type) || (name === "sum" && elementKind(type) !== "float");
}

function holdsAny(type: Type): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "option":
      return holdsAny(type.inner);
    case "list":
      return type.element.kind === "any";
    default:
      return false;
  }
}

function elementKind(type: Type): Type["kind"] {
  return type.kind === "list" || type.kind === "set" ? type.element.kind : type.kind;
}
