// The order of evaluation. Mochi evaluates operands left to right; C leaves it open.
//
// `effectsOf` summarises what an aotir expression or statement does; `lowerOperands` lowers
// operands in order and puts an operand into a variable only when something that comes after it
// could be told apart: `f(a, g())` needs none for an `a` that is never assigned.
//
// Summaries are cached at the node: nodes are made bottom-up, so asking while they are made never
// recurses deeply, however long a chain of operators is.

import type { IrBlock, IrExpression, IrPlace, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { declare, evaluate, newVariable, readVariable } from "../aotir/builder.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { invariant, unreachable } from "../source/invariant.ts";
import type { FunctionContext } from "./context.ts";
import { share } from "./sharing.ts";

export const writes = 1;
export const raises = 2;
export const readsMemory = 4;
/** May grow a list in place that its caller sees (sharing.ts). */
export const grows = 8;

export interface Effects {
  /** Of `writes`, `raises` (or leaves in another way), `readsMemory`, `grows`. */
  readonly flags: number;
  /** Variables read that are assigned somewhere. */
  readonly reads: ReadonlySet<IrVariable>;
  readonly assigns: ReadonlySet<IrVariable>;
}

const anyCall = writes | raises | readsMemory;

const noVariables: ReadonlySet<IrVariable> = new Set();
const noEffects: Effects = { flags: 0, reads: noVariables, assigns: noVariables };

function only(flags: number): Effects {
  return flags === 0 ? noEffects : { flags, reads: noVariables, assigns: noVariables };
}

function union(left: Effects, right: Effects): Effects {
  const flags = left.flags | right.flags;
  const reads = unionSet(left.reads, right.reads);
  const assigns = unionSet(left.assigns, right.assigns);
  if (flags === left.flags && reads === left.reads && assigns === left.assigns) {
    return left;
  }
  return { flags, reads, assigns };
}

function unionSet(left: ReadonlySet<IrVariable>, right: ReadonlySet<IrVariable>): ReadonlySet<IrVariable> {
  if (left.size === 0) {
    return right;
  }
  for (const variable of right) {
    if (!left.has(variable)) {
      return new Set([...left, ...right]);
    }
  }
  return left;
}

/** What evaluating the expression does. */
export function effectsOf(cx: FunctionContext, expression: IrExpression): Effects {
  const known = cx.effects.get(expression);
  if (known !== undefined) {
    return known;
  }
  const effects = expressionEffects(cx, expression);
  cx.effects.set(expression, effects);
  return effects;
}

function all(cx: FunctionContext, expressions: readonly IrExpression[], flags = 0): Effects {
  return expressions.reduce((sum, expression) => union(sum, effectsOf(cx, expression)), only(flags));
}

function expressionEffects(cx: FunctionContext, expression: IrExpression): Effects {
  switch (expression.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "none":
    case "zero":
    case "address":
    case "function-value":
    case "code":
    case "descriptor":
    case "site":
    case "size":
    case "c-string":
    case "c-constant":
      return noEffects;
    case "variable":
      return cx.mutable.has(expression.variable) ? { flags: 0, reads: new Set([expression.variable]), assigns: noVariables } : noEffects;
    case "global":
      return only(cx.program.stable.has(expression.global) ? 0 : readsMemory);
    case "binary":
      return union(effectsOf(cx, expression.left), effectsOf(cx, expression.right));
    case "not":
    case "negate":
    case "numeric":
    case "reinterpret":
    case "is-null":
    case "option-some":
    case "option-value":
    case "option-make":
      return effectsOf(cx, expression.operand);
    case "tag":
      return effectsOf(cx, expression.operand);
    case "conditional":
      return all(cx, [expression.condition, expression.then, expression.otherwise]);
    case "call":
      return all(cx, expression.args, anyCall | (cx.program.growing.has(expression.function) ? grows : 0));
    case "call-value":
      return all(cx, [expression.callee, ...expression.args], anyCall | (cx.program.analysis.grows.size > 0 ? grows : 0));
    case "runtime":
      return all(cx, expression.args, runtimeFlags(expression.name) | (expression.name === "mochi_any_call" && cx.program.analysis.grows.size > 0 ? grows : 0));
    case "field":
      return union(effectsOf(cx, expression.receiver), only(expression.struct.head.kind === "closure" ? 0 : readsMemory));
    case "element":
      return union(union(effectsOf(cx, expression.list), effectsOf(cx, expression.index)), only(readsMemory));
    case "length":
      return union(effectsOf(cx, expression.list), only(readsMemory));
    case "cell":
      return union(effectsOf(cx, expression.cell), only(readsMemory));
    case "deref":
      return union(effectsOf(cx, expression.pointer), only(readsMemory));
    case "new":
      return all(cx, expression.fields);
    case "new-cell":
      return effectsOf(cx, expression.value);
    case "keep":
      // Placed by the optimiser, later.
      return effectsOf(cx, expression.object);
    case "new-closure":
      return all(cx, expression.captures);
    case "new-list":
    case "array":
      return all(cx, expression.items);
    default:
      return unreachable(expression);
  }
}

function runtimeFlags(name: string): number {
  const row = runtimeAbi.get(name);
  invariant(row !== undefined, `${name} is in the table of runtime functions`);
  return (row.effects ? writes : 0) | (row.raises || row.noReturn ? raises : 0) | (row.pure ? 0 : row.reads || row.effects ? readsMemory : 0) | (row.allocates ? readsMemory : 0);
}

function placeEffects(cx: FunctionContext, place: IrPlace): Effects {
  switch (place.kind) {
    case "variable":
      return { flags: 0, reads: noVariables, assigns: new Set([place.variable]) };
    case "global":
      return only(writes);
    case "field":
      return union(effectsOf(cx, place.receiver), only(writes));
    case "element":
      return union(union(effectsOf(cx, place.list), effectsOf(cx, place.index)), only(writes));
    case "cell":
      return union(effectsOf(cx, place.cell), only(writes));
    case "deref":
      return union(effectsOf(cx, place.pointer), only(writes));
    default:
      return unreachable(place);
  }
}

/** What running the statements does. */
export function effectsOfStatements(cx: FunctionContext, statements: readonly IrStatement[]): Effects {
  let sum = noEffects;
  for (const statement of statements) {
    let known = cx.effects.get(statement);
    if (known === undefined) {
      known = statementEffects(cx, statement);
      cx.effects.set(statement, known);
    }
    sum = union(sum, known);
  }
  return sum;
}

function blockEffects(cx: FunctionContext, body: IrBlock | undefined): Effects {
  return body === undefined ? noEffects : effectsOfStatements(cx, body.statements);
}

function statementEffects(cx: FunctionContext, statement: IrStatement): Effects {
  switch (statement.kind) {
    case "declare":
      return statement.value === undefined ? noEffects : effectsOf(cx, statement.value);
    case "assign":
      return union(placeEffects(cx, statement.place), effectsOf(cx, statement.value));
    case "do":
      return effectsOf(cx, statement.value);
    case "if":
      return union(effectsOf(cx, statement.condition), union(blockEffects(cx, statement.then), blockEffects(cx, statement.otherwise)));
    case "loop":
      return union(statement.condition === undefined ? noEffects : effectsOf(cx, statement.condition), blockEffects(cx, statement.body));
    case "for":
      return union(union(effectsOf(cx, statement.start), effectsOf(cx, statement.end)), blockEffects(cx, statement.body));
    case "switch":
      return statement.cases.reduce(
        (sum, branch) => union(sum, blockEffects(cx, branch.body)),
        union(effectsOf(cx, statement.value), blockEffects(cx, statement.otherwise)),
      );
    case "block":
      return blockEffects(cx, statement.body);
    case "break":
    case "continue":
      return only(raises);
    case "return":
      return statement.value === undefined ? only(raises) : union(effectsOf(cx, statement.value), only(raises));
    case "try":
      return union(blockEffects(cx, statement.body), union(blockEffects(cx, statement.handler), only(writes | raises)));
    case "unreachable":
      return only(raises);
    default:
      return unreachable(statement);
  }
}

/** Whether `early` must have been evaluated before `late` runs. */
export function conflicts(early: Effects, late: Effects): boolean {
  if (late.flags === 0 && late.assigns.size === 0) {
    return false;
  }
  if ((early.flags & writes) !== 0 && late.flags !== 0) {
    return true;
  }
  if ((early.flags & raises) !== 0 && (late.flags & (writes | raises)) !== 0) {
    return true;
  }
  if ((early.flags & readsMemory) !== 0 && (late.flags & writes) !== 0) {
    return true;
  }
  for (const variable of early.reads) {
    if (late.assigns.has(variable)) {
      return true;
    }
  }
  return false;
}

/**
 * Evaluates operands in order: each entry lowers one. What comes back may be combined in one
 * expression, in which C may evaluate them in any order.
 */
export function inOrder(cx: FunctionContext, operands: readonly (() => IrExpression)[]): IrExpression[] {
  const values: IrExpression[] = [];
  const kept = new Set<IrVariable>();
  let open: number[] = [];
  let pending = noEffects; // at least what the open ones do; saves asking each of them
  for (const [index, lower] of operands.entries()) {
    const outer = cx.statements;
    const own: IrStatement[] = [];
    cx.statements = own;
    const value = lower();
    cx.statements = outer;
    const effects = effectsOf(cx, value);
    const late = own.length === 0 ? effects : union(effectsOfStatements(cx, own), effects);
    if (open.length > 0 && conflicts(pending, late)) {
      pending = noEffects;
      open = open.filter((earlier) => {
        const early = values[earlier];
        invariant(early !== undefined, "an open operand has a value");
        const earlyEffects = effectsOf(cx, early);
        if (!conflicts(earlyEffects, late)) {
          pending = union(pending, earlyEffects);
          return true;
        }
        const variable = newVariable("t", early.type, true);
        cx.statements.push(declare(cx.span, variable, early));
        values[earlier] = readVariable(variable);
        return false;
      });
    }
    if ((late.flags & grows) !== 0) {
      keepAsRead(cx, values, kept);
    }
    for (const statement of own) {
      cx.statements.push(statement);
    }
    values.push(value);
    if (effects.flags !== 0 || effects.reads.size > 0) {
      open.push(index);
      pending = union(pending, effects);
    }
  }
  return values;
}

/** Operands that are lists in variables of ours may have been read from a place that grows now: they stay as they are. */
function keepAsRead(cx: FunctionContext, values: readonly IrExpression[], kept: Set<IrVariable>): void {
  for (const value of values) {
    if (value.kind === "variable" && value.variable.temporary && value.type.kind === "list" && !kept.has(value.variable)) {
      kept.add(value.variable);
      cx.statements.push(evaluate(cx.span, share(value)));
    }
  }
}

/** Whether evaluating has an effect or may raise: such a value must be evaluated exactly once. */
export function hasEffects(cx: FunctionContext, expression: IrExpression): boolean {
  return (effectsOf(cx, expression).flags & (writes | raises)) !== 0;
}
